using System.Security.Cryptography;

namespace FedFilter.Signatures.Digests;

/// <summary>The <c>Digest</c> header (RFC 3230) as the fediverse uses it: <c>SHA-256=</c> and the digest in base64, perhaps with others beside it.</summary>
internal static class DigestHeader
{
    /// <summary>The header's value for a body.</summary>
    public static string Of(ReadOnlySpan<byte> body) => "SHA-256=" + Convert.ToBase64String(SHA256.HashData(body));

    /// <summary>
    /// Compares a header with the octets received. There must be one SHA-256 entry; every further entry of a known algorithm must match
    /// too, so that no two readers can each believe another one.
    /// </summary>
    public static SignatureFault? Check(string header, ReadOnlySpan<byte> body)
    {
        var found = false;
        foreach (var part in header.AsSpan().Split(','))
        {
            // Base64 ends in '=', so only the first one separates.
            var entry = header.AsSpan(part).Trim();
            var equals = entry.IndexOf('=');
            if (equals <= 0)
                return SignatureFault.DigestMalformed;
            var algorithm = entry[..equals];
            var isSha256 = algorithm.Equals("SHA-256", StringComparison.OrdinalIgnoreCase);
            if (!isSha256 && !algorithm.Equals("SHA-512", StringComparison.OrdinalIgnoreCase))
                continue;
            if (isSha256 && found)
                return SignatureFault.DigestMalformed;
            found |= isSha256;

            if (!StrictBase64.TryDecode(entry[(equals + 1)..], limit: 64, out var claimed))
                return SignatureFault.DigestMalformed;
            if (!claimed.AsSpan().SequenceEqual(isSha256 ? SHA256.HashData(body) : SHA512.HashData(body)))
                return SignatureFault.DigestMismatch;
        }

        return found ? null : SignatureFault.DigestMalformed;
    }
}
