using System.Text;
using NSec.Cryptography;

namespace FedFilter.Audit.Signing;

/// <summary>Signs notes under a name.</summary>
internal sealed class NoteSigner : IDisposable
{
    private readonly Key _key;

    /// <param name="name">Whose signature it is.</param>
    /// <param name="key">An Ed25519 key; disposed with this.</param>
    public NoteSigner(string name, Key key)
    {
        _key = key;
        Verifier = NoteKey.Of(name, key.PublicKey);
    }

    public NoteKey Verifier { get; }

    /// <param name="name">Whose signature it is.</param>
    /// <param name="pem">PKCS#8 in PEM (RFC 8410).</param>
    public static NoteSigner FromPem(string name, string pem) =>
        new(name, Key.Import(SignatureAlgorithm.Ed25519, Encoding.ASCII.GetBytes(pem), KeyBlobFormat.PkixPrivateKeyText));

    /// <param name="text">Ends in a line feed.</param>
    public SignedNote Sign(string text)
    {
        var signature = SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(text));
        return new SignedNote(text, [new NoteSignature(Verifier.Name, [.. Verifier.Id, .. signature])]);
    }

    public void Dispose() => _key.Dispose();
}
