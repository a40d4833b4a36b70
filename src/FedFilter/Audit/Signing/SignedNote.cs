using System.Text;

namespace FedFilter.Audit.Signing;

/// <summary>A line below a note.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Octets">The key's id, four octets, and the signature.</param>
internal sealed record NoteSignature(string Name, byte[] Octets);

/// <summary>A text with signatures below it (C2SP signed-note). Nothing in it may be believed before <see cref="IsSignedBy"/>.</summary>
/// <param name="Text">Ends in a line feed.</param>
/// <param name="Signatures">At least one.</param>
internal sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    public const int MaxLength = 64 * 1024;
    private const int MaxSignatures = 16;
    private const string Dash = "\u2014 ";

    /// <summary>Whether this key signed the text. A signature that names the key and is not its own makes the whole note void.</summary>
    public bool IsSignedBy(NoteKey key)
    {
        var ours = Signatures.Where(signature => signature.Name == key.Name && signature.Octets.AsSpan(0, 4).SequenceEqual(key.Id)).ToArray();
        return ours.Length > 0 && ours.All(signature => key.Verifies(Text, signature.Octets.AsSpan(4)));
    }

    /// <summary>The note as it is kept and sent.</summary>
    public override string ToString() =>
        $"{Text}\n{string.Concat(Signatures.Select(signature => $"{Dash}{signature.Name} {Convert.ToBase64String(signature.Octets)}\n"))}";

    /// <summary>Reads a note; null if it is none.</summary>
    public static SignedNote? Parse(string note)
    {
        if (note.Length > MaxLength || note.Any(c => c < ' ' && c != '\n') || !IsUnicode(note) || !note.EndsWith('\n'))
            return null;
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
            return null;
        var lines = note[(end + 2)..].Split('\n')[..^1];
        var signatures = lines.Select(Read).OfType<NoteSignature>().ToArray();
        return lines.Length is > 0 and <= MaxSignatures && signatures.Length == lines.Length ? new SignedNote(note[..(end + 1)], signatures) : null;
    }

    private static NoteSignature? Read(string line) =>
        line.StartsWith(Dash, StringComparison.Ordinal) && line[Dash.Length..].Split(' ') is [var name, var encoded]
        && NoteKey.IsName(name) && StrictBase64.Decode(encoded) is { Length: > 4 } octets ? new NoteSignature(name, octets) : null;

    private static bool IsUnicode(string text)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
