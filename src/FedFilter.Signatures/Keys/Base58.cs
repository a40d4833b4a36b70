using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace FedFilter.Signatures.Keys;

/// <summary>Base58 with Bitcoin's alphabet, as multibase marks it with <c>z</c> (draft-msporny-base58-03).</summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Encode(ReadOnlySpan<byte> octets)
    {
        var digits = new Stack<char>();
        for (var number = new BigInteger(octets, isUnsigned: true, isBigEndian: true); number > 0; number /= 58)
            digits.Push(Alphabet[(int)(number % 58)]);
        for (var i = 0; i < octets.Length && octets[i] == 0; i++)
            digits.Push(Alphabet[0]);
        return new string([.. digits]);
    }

    /// <summary>Takes time that grows with the square of the length: the caller bounds it.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        var number = BigInteger.Zero;
        foreach (var digit in text)
        {
            var value = Alphabet.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0)
                return false;
            number = (number * 58) + value;
        }

        var zeros = text.Length - text.TrimStart(Alphabet[0]).Length;
        octets = [.. new byte[zeros], .. number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true)];
        return true;
    }
}
