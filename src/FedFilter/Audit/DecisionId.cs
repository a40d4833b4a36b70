using System.Security.Cryptography;

namespace FedFilter.Audit;

/// <summary>
/// A decision's id: 26 characters of Crockford's base32, of which the first ten are the time. Sorts by time, cannot be guessed, and can be
/// read out over the phone: no i, l, o, u.
/// </summary>
internal static class DecisionId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeLength = 10;
    private const int Length = 26;
    private const int Stock = 64 * (Length - TimeLength);

    // Random octets are fetched for many ids at once: one fetch costs as much as the rest of a decision. Used octets are not kept.
    [ThreadStatic]
    private static byte[]? _stock;

    [ThreadStatic]
    private static int _left;

    public static string New(TimeProvider time)
    {
        Span<byte> random = stackalloc byte[Length - TimeLength];
        TakeRandom(random);
        Span<char> id = stackalloc char[Length];
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = TimeLength - 1; i >= 0; i--, milliseconds >>= 5)
            id[i] = Alphabet[(int)(milliseconds & 31)];
        for (var i = TimeLength; i < Length; i++)
            id[i] = Alphabet[random[i - TimeLength] & 31];
        return new string(id);
    }

    private static void TakeRandom(Span<byte> octets)
    {
        _stock ??= new byte[Stock];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(_stock);
            _left = Stock;
        }

        var taken = _stock.AsSpan(_left -= octets.Length, octets.Length);
        taken.CopyTo(octets);
        taken.Clear();
    }

    /// <summary>What a person typed, in the form in which ids are kept; null if it can be none.</summary>
    public static string? Normalise(string text)
    {
        var id = text.Trim().ToLowerInvariant().Replace("-", "", StringComparison.Ordinal).Replace('o', '0').Replace('i', '1').Replace('l', '1');
        return id.Length == Length && id.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) ? id : null;
    }
}
