using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace FedFilter.Audit.Signing;

/// <summary>A key that verifies signed notes, with the name it goes by (C2SP signed-note, Ed25519 only).</summary>
internal sealed class NoteKey
{
    /// <summary>The signature type that marks Ed25519.</summary>
    private const byte Ed25519 = 0x01;

    private readonly PublicKey _key;

    private NoteKey(string name, PublicKey key)
    {
        (Name, _key) = (name, key);
        Id = IdOf(name, key.Export(KeyBlobFormat.RawPublicKey));
    }

    public string Name { get; }

    /// <summary>Four octets that, with the name, tell which key a signature is of.</summary>
    public byte[] Id { get; }

    /// <summary>The key as text that others can keep: <c>name+id+key</c>.</summary>
    public string Text => $"{Name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([Ed25519, .. _key.Export(KeyBlobFormat.RawPublicKey)])}";

    public static NoteKey Of(string name, PublicKey key) =>
        IsName(name) ? new NoteKey(name, key) : throw new ArgumentException($"`{name}` cannot be the name of a note's key: it is empty, or holds a space or a plus.", nameof(name));

    /// <summary>Reads a key's text; null if it is none, or the id does not fit.</summary>
    public static NoteKey? Parse(string text)
    {
        if (text.Split('+', 3) is not [var name, var id, var encoded] || !IsName(name) || StrictBase64.Decode(encoded) is not [Ed25519, .. var raw])
            return null;
        if (raw.Length != 32 || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPublicKey, out var key))
            return null;
        var parsed = new NoteKey(name, key!);
        return parsed.Text == text && Convert.ToHexStringLower(parsed.Id) == id ? parsed : null;
    }

    public bool Verifies(string text, ReadOnlySpan<byte> signature) =>
        signature.Length == 64 && SignatureAlgorithm.Ed25519.Verify(_key, Encoding.UTF8.GetBytes(text), signature);

    public static bool IsName(string name) => name.Length > 0 && !name.Contains('+', StringComparison.Ordinal) && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private static byte[] IdOf(string name, byte[] raw) => SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519, .. raw])[..4];
}
