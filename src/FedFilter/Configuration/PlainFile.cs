using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FedFilter.Configuration;

/// <summary>
/// Reads files of folders that are watched: plain ones only, and no more of them than is wanted. To open a named pipe would wait until
/// somebody writes to it, and the watch, or a command, with it.
/// </summary>
internal static class PlainFile
{
    private const int ReadOnly = 0;

    // Not in any interface of .NET; the value of Linux, and that of the BSDs and macOS.
    private static readonly int NonBlocking = OperatingSystem.IsLinux() ? 0x800 : 0x4;

    /// <summary>The file's text; null if it is larger than <paramref name="most"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">In octets.</param>
    /// <exception cref="IOException">It is no plain file, or cannot be read; the message is for people.</exception>
    public static string? Read(string path, int most)
    {
        using var handle = Open(path, ReadOnly | NonBlocking);
        if (handle.IsInvalid)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        if (Directory.Exists(path))
            throw new IOException("it is a folder");

        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!file.CanSeek)
            throw new IOException("it is a pipe or a device; only plain files are read");
        if (file.Length > most)
            return null;
        var octets = new byte[file.Length + 1];
        var length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        if (length == octets.Length)
            throw new IOException("it is a device, or it grows while it is read; only plain files are read");
        return Decode(octets.AsSpan(0, length));
    }

    /// <summary>UTF-8, unless its first octets say otherwise.</summary>
    private static string Decode(ReadOnlySpan<byte> octets)
    {
        var encoding = octets switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => Encoding.UTF8,
        };
        return encoding.GetString(octets).TrimStart('\uFEFF');
    }

    // ANSI is UTF-8 wherever there is an open().
    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open(string path, int flags);
}
