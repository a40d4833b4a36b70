using System.Text;

namespace FedFilter.Configuration;

/// <summary>Writes files so that a reader never sees half of one.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside, then moves into place.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        if (File.Exists(path))
            File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
        File.Move(beside, path, overwrite: true);
    }
}
