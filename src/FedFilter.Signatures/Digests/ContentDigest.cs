using System.Security.Cryptography;
using FedFilter.Signatures.StructuredFields;

namespace FedFilter.Signatures.Digests;

/// <summary>The <c>Content-Digest</c> field (RFC 9530, section 2).</summary>
internal static class ContentDigest
{
    /// <summary>The field's value for a body.</summary>
    public static string Of(ReadOnlySpan<byte> body) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:";

    /// <summary>At least one digest of a known algorithm (sha-256, sha-512), and every one of them that of the octets received.</summary>
    public static SignatureFault? Check(string header, ReadOnlySpan<byte> body)
    {
        if (SfParser.ParseDictionary(header) is not { } members)
            return SignatureFault.DigestMalformed;
        var known = false;
        foreach (var member in members)
        {
            if (member.Key is not ("sha-256" or "sha-512"))
                continue;
            if (member.Item is not { Value: byte[] claimed })
                return SignatureFault.DigestMalformed;
            if (!claimed.AsSpan().SequenceEqual(member.Key == "sha-256" ? SHA256.HashData(body) : SHA512.HashData(body)))
                return SignatureFault.DigestMismatch;
            known = true;
        }

        return known ? null : SignatureFault.DigestMalformed;
    }
}
