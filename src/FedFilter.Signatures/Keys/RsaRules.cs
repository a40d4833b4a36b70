using System.Security.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>
/// Which RSA keys count. Below 2048 bits they can be broken, above 8192 verifying one signature costs a server more than asking for it
/// costs a stranger; an exponent of 1 makes every signature valid.
/// </summary>
internal static class RsaRules
{
    private const int MinBits = 2048;
    private const int MaxBits = 8192;

    /// <summary>Octets of the longest PEM that is looked at: an 8192-bit private key with room to spare.</summary>
    public const int MaxPem = 16 * 1024;

    public static bool Allow(RSA rsa) => rsa.KeySize is >= MinBits and <= MaxBits && IsSound(rsa.ExportParameters(includePrivateParameters: false).Exponent!);

    /// <summary>Odd, from 3 to 2^32.</summary>
    private static bool IsSound(ReadOnlySpan<byte> exponent)
    {
        exponent = exponent.TrimStart((byte)0);
        return exponent.Length is >= 1 and <= 4 && (exponent[^1] & 1) == 1 && !(exponent.Length == 1 && exponent[0] == 1);
    }
}
