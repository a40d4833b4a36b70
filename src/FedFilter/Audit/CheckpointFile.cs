using FedFilter.Audit.Signing;
using FedFilter.Storage;

namespace FedFilter.Audit;

/// <summary>
/// The last signed head, as a file beside the store: a store that was put back to an older state, or cut, no longer fits it. Written whole
/// under another name first.
/// </summary>
internal sealed class CheckpointFile(AuditOptions options)
{
    public const string Name = "audit-checkpoint";

    public string Path { get; } = System.IO.Path.Combine(options.DataFolder, Name);

    /// <summary>The last signed head; null if none was ever signed here.</summary>
    /// <exception cref="InvalidDataException">What stands there is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public SignedHead? Read()
    {
        try
        {
            return SignedHead.Parse(File.ReadAllText(Path)) is { } signed && NoteKey.IsName(signed.Head.Origin) ? signed : throw new InvalidDataException($"{Path} holds no checkpoint");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(SignedNote note)
    {
        var draft = Path + ".new";
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = DataFolder.OwnerFile }))
        {
            File.SetUnixFileMode(stream.SafeFileHandle, DataFolder.OwnerFile); // where one was left over
            stream.Write(System.Text.Encoding.UTF8.GetBytes(note.ToString()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, Path, overwrite: true);
    }
}
