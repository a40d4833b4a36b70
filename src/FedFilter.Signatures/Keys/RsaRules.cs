using System.Security.Cryptography;

namespace FedFilter.Signatures.Keys;

/// <summary>
/// Which RSA keys count. Below 2048 bits they can be broken; a longer modulus or a larger exponent than servers use makes verifying a
/// signature cost us more than sending it costs a stranger; an exponent of 1 makes every signature valid.
/// </summary>
internal static class RsaRules
{
    private const int MinBits = 2048;

    /// <summary>The longest modulus that is supported at all.</summary>
    public const int MaxBits = 8192;

    private const int LargestExponent = 65_537;

    /// <summary>Characters of the longest PEM that is read.</summary>
    public const int MaxPem = 16 * 1024;

    public static bool Allow(RSA rsa, int maxBits) =>
        rsa.KeySize >= MinBits && rsa.KeySize <= maxBits && IsSound(rsa.ExportParameters(includePrivateParameters: false).Exponent!);

    /// <summary>Odd, from 3 to 65,537.</summary>
    private static bool IsSound(ReadOnlySpan<byte> exponent)
    {
        var value = 0;
        foreach (var octet in exponent.TrimStart((byte)0))
        {
            value = (value << 8) | octet;
            if (value > LargestExponent)
                return false;
        }

        return value >= 3 && value % 2 == 1;
    }
}
