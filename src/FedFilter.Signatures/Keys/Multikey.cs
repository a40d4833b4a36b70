namespace FedFilter.Signatures.Keys;

/// <summary>
/// The text form of a public key in a Multikey (FEP-521a; W3C Controlled Identifiers, section 2.2.2): multibase base58-btc of the multicodec
/// prefix and the key. Ed25519: 0xed01 and the 32 octets; RSA: 0x8524 and an RSAPublicKey (RFC 8017, appendix A.1.1) in DER.
/// </summary>
internal static class Multikey
{
    /// <summary>Of an 8192-bit RSA key there are some 1,400 characters.</summary>
    private const int MaxLength = 2048;

    private static readonly byte[] Ed25519Prefix = [0xed, 0x01];
    private static readonly byte[] RsaPrefix = [0x85, 0x24];

    public static string OfEd25519(ReadOnlySpan<byte> publicKey) => "z" + Base58.Encode([.. Ed25519Prefix, .. publicKey]);

    public static string OfRsa(ReadOnlySpan<byte> publicKey) => "z" + Base58.Encode([.. RsaPrefix, .. publicKey]);

    /// <summary>What kind of key it is and its octets; null if it is neither of the two. Never throws.</summary>
    public static (HttpSignatureAlgorithm Kind, byte[] Key)? Parse(string text)
    {
        if (text.Length > MaxLength || !text.StartsWith('z') || !Base58.TryDecode(text.AsSpan(1), out var octets))
            return null;
        if (octets.AsSpan().StartsWith(Ed25519Prefix))
            return (HttpSignatureAlgorithm.Ed25519, octets[Ed25519Prefix.Length..]);
        return octets.AsSpan().StartsWith(RsaPrefix) ? (HttpSignatureAlgorithm.RsaV15Sha256, octets[RsaPrefix.Length..]) : null;
    }
}
