using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace FedFilter.Signatures.Keys;

/// <summary>A public key with the actor it belongs to. Safe to share between threads.</summary>
[ImmutableObject(true)]
public sealed class VerificationKey
{
    internal VerificationKey(string keyId, string owner, string pem)
    {
        KeyId = keyId;
        Owner = owner;
        Pem = pem;
    }

    /// <summary>The key's id, an absolute URL.</summary>
    public string KeyId { get; }

    /// <summary>The id of the actor that lists the key as its own.</summary>
    public string Owner { get; }

    /// <summary>The public key as it was read (PEM).</summary>
    public string Pem { get; }

    /// <summary>Reads an RSA public key: SPKI or PKCS#1 in PEM, modulus 2048 to 8192 bits, odd exponent from 3 to 2^32.</summary>
    public static bool TryFromPem(string keyId, string owner, string pem, [NotNullWhen(true)] out VerificationKey? key) =>
        throw new NotImplementedException();
}
