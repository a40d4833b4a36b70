using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>A public key with the actor it belongs to. Safe to share between threads.</summary>
[ImmutableObject(true)]
public sealed class VerificationKey
{
    private static readonly string[] PublicLabels = ["-----BEGIN PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----"];

    // .NET's RSA over OpenSSL keeps no state between verifications: each makes a context of its own over the same key.
    private readonly RSA _rsa;

    private VerificationKey(string keyId, string owner, string pem, RSA rsa)
    {
        KeyId = keyId;
        Owner = owner;
        Peer = Uri.TryCreate(owner, UriKind.Absolute, out var url) ? HostOf(url) : "";
        Pem = pem;
        _rsa = rsa;
    }

    /// <summary>The key's id, an absolute URL.</summary>
    public string KeyId { get; }

    /// <summary>The id of the actor that lists the key as its own.</summary>
    public string Owner { get; }

    /// <summary>The host of the owner: lower case, A-labels, with the port only if it is not the scheme's default.</summary>
    public string Peer { get; }

    /// <summary>The public key as it was read (PEM).</summary>
    public string Pem { get; }

    /// <summary>
    /// Reads an RSA public key: SPKI or PKCS#1 in PEM, modulus 2048 to 8192 bits, odd exponent from 3 to 2^32. Never throws.
    /// </summary>
    public static bool TryFromPem(string keyId, string owner, string pem, [NotNullWhen(true)] out VerificationKey? key) =>
        TryFromPem(keyId, owner, pem, RsaRules.Allow, out key);

    /// <summary>With another rule for the strength of the key: the draft's own test vectors use one of 1024 bits.</summary>
    internal static bool TryFromPem(string keyId, string owner, string pem, Func<RSA, bool> allows, [NotNullWhen(true)] out VerificationKey? key)
    {
        key = null;

        // ImportFromPem takes private keys too, and whatever label comes first.
        var text = pem.Trim();
        if (pem.Length > RsaRules.MaxPem || !PublicLabels.Any(label => text.StartsWith(label, StringComparison.Ordinal)))
            return false;

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(text);
            if (allows(rsa))
                key = new VerificationKey(keyId, owner, text, rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Not a key.
        }

        if (key is null)
            rsa.Dispose();
        return key is not null;
    }

    private static string HostOf(Uri url) =>
        (url.IsDefaultPort ? url.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{url.IdnHost}:{url.Port}")).ToLowerInvariant();

    /// <summary>Verifies RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2.2): what every fediverse server signs with an RSA key.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        _rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
