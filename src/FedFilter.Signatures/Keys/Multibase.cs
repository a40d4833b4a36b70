using System.Diagnostics.CodeAnalysis;

namespace FedFilter.Signatures.Keys;

/// <summary>Octets as text in multibase base58-btc, as Multikeys and the proofs of W3C Data Integrity write them: <c>z</c> and base58.</summary>
public static class Multibase
{
    private const int MaxLength = 2048;

    /// <summary>The text form.</summary>
    public static string Encode(ReadOnlySpan<byte> octets) => "z" + Base58.Encode(octets);

    /// <summary>Reads the text form, of at most 2048 characters. Never throws.</summary>
    /// <param name="text">Hostile text.</param>
    /// <param name="octets">What it stands for.</param>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        return text.Length <= MaxLength && text.StartsWith('z') && Base58.TryDecode(text.AsSpan(1), out octets);
    }
}
