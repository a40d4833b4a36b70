using System.Text;

namespace FedFilter.Configuration;

/// <summary>Writes files so that a reader never sees half of one.</summary>
internal static class WholeFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes beside, then moves into place. A file that exists keeps its mode.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to another user.</exception>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Replace(path, text, File.Exists(path) ? File.GetUnixFileMode(path) : null);
    }

    /// <summary>Writes a file of the data folder: nobody but its owner can read it, at any time.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WritePrivate(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerFile | UnixFileMode.UserExecute);
        Replace(path, text, OwnerFile);
    }

    private static void Replace(string path, string text, UnixFileMode? mode)
    {
        var beside = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (mode is not null)
            options.UnixCreateMode = mode;
        using (var file = new FileStream(beside, options))
        {
            if (mode is { } set)
                File.SetUnixFileMode(file.SafeFileHandle, set); // where one was left over, and whatever the umask takes away
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
