namespace FedFilter.Storage;

/// <summary>The data folder. What FedFilter keeps in it belongs to its user alone, from the first byte: keys, and personal data in the store.</summary>
internal static class DataFolder
{
    public const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>All that FedFilter keeps there. The folder may hold what is the admin's too, such as the policies.</summary>
    private static readonly string[] Files = [Database.FileName + "*", "audit-checkpoint*", "egress-last-use.json*"];

    private static readonly string[] Folders = ["keys", "lists", "commitments"];

    /// <summary>Creates the folder, and takes from others what they may do with files of an earlier start.</summary>
    /// <exception cref="IOException">The folder or a file cannot be changed.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public static void Prepare(string folder)
    {
        Directory.CreateDirectory(folder, OwnerFolder);
        foreach (var file in Files.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)))
            Tighten(file, OwnerFile);
        foreach (var inner in Folders.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
        {
            Tighten(inner, OwnerFolder);
            foreach (var file in Directory.EnumerateFiles(inner))
                Tighten(file, OwnerFile);
        }
    }

    /// <summary>Creates an empty file, unless it exists.</summary>
    public static void Create(string file)
    {
        // One that exists is not opened: closing it would drop the locks that SQLite holds on it in this process (https://sqlite.org/howtocorrupt.html, section 2.2).
        if (!File.Exists(file))
            new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile }).Dispose();
    }

    private static void Tighten(string path, UnixFileMode most)
    {
        try
        {
            if (File.GetUnixFileMode(path) is var mode && (mode & ~most) != 0 && !File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint))
                File.SetUnixFileMode(path, mode & most);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another process took it away meanwhile: a draft, or SQLite's own files.
        }
    }
}
