using System.Globalization;
using FedFilter.Signatures.Digests;

namespace FedFilter.Signatures.Cavage;

/// <summary>
/// Parses a signature header (draft-cavage-http-signatures-12, sections 2.1 and 4.1): <c>name="value"</c> or <c>name=value</c>, joined by
/// commas. The one parser: identity and verification both rest on what it returns, and a text it could read in two ways it refuses.
/// </summary>
internal static class CavageParser
{
    private const int MaxLength = 8192;
    private const int MaxKeyId = 2048;
    private const int MaxCovered = 32;
    private const int MaxSignature = 1024; // octets of an 8192-bit RSA signature

    private const long LastSecond = 253402300799; // 9999-12-31T23:59:59Z

    private static readonly string[] Known = ["keyId", "algorithm", "headers", "signature", "created", "expires"];

    /// <summary>The signature, or null if the header is malformed. Never throws.</summary>
    public static CavageSignature? Parse(string header)
    {
        if (header.Length > MaxLength || ReadParameters(header) is not { } parameters)
            return null;
        if (!parameters.TryGetValue("keyId", out var keyId) || keyId.Length is 0 or > MaxKeyId)
            return null;
        if (!parameters.TryGetValue("signature", out var signature) || !StrictBase64.TryDecode(signature.Span, MaxSignature, out var octets))
            return null;
        if (ReadCovered(parameters.TryGetValue("headers", out var headers) ? headers.ToString() : null) is not { } covered)
            return null;
        if (!TryReadTime(parameters, "created", out var created) || !TryReadTime(parameters, "expires", out var expires))
            return null;
        return new CavageSignature
        {
            KeyId = keyId.ToString(),
            Algorithm = parameters.TryGetValue("algorithm", out var algorithm) ? algorithm.ToString() : null,
            Covered = covered,
            Signature = octets,
            Created = created,
            Expires = expires,
        };
    }

    /// <summary>Names and values as parts of the header: nothing is copied before it is known to be wanted.</summary>
    private static Dictionary<string, ReadOnlyMemory<char>>? ReadParameters(string header)
    {
        var parameters = new Dictionary<string, ReadOnlyMemory<char>>(Known.Length, StringComparer.Ordinal);
        var rest = header.AsMemory().Trim(' ');

        // An old library for Node writes the scheme's name in front.
        if (rest.Span.StartsWith("Signature ", StringComparison.Ordinal))
            rest = rest["Signature ".Length..].TrimStart(' ');

        while (true)
        {
            var equals = rest.Span.IndexOf('=');
            if (equals <= 0 || NameOf(rest.Span[..equals]) is not { } name)
                return null;
            if (!TryReadValue(rest[(equals + 1)..], mayBeIri: name == "keyId", out var value, out rest) || !parameters.TryAdd(name, value))
                return null;

            rest = rest.TrimStart(' ');
            if (rest.IsEmpty)
                return parameters;
            if (rest.Span[0] != ',')
                return null;
            rest = rest[1..].TrimStart(' ');
        }
    }

    private static string? NameOf(ReadOnlySpan<char> text)
    {
        // `keyid` beside `keyId`: somebody else's parser may take the other one.
        foreach (var known in Known)
            if (text.Equals(known, StringComparison.OrdinalIgnoreCase))
                return text.SequenceEqual(known) ? known : null;
        foreach (var c in text)
            if (!char.IsAsciiLetter(c))
                return null;
        return text.ToString();
    }

    /// <param name="from">What follows the equals sign.</param>
    /// <param name="mayBeIri">Some servers send the ids of their actors as they show them, in UTF-8 (RFC 3987).</param>
    /// <param name="value">The value, without quotes.</param>
    /// <param name="rest">What follows it.</param>
    private static bool TryReadValue(ReadOnlyMemory<char> from, bool mayBeIri, out ReadOnlyMemory<char> value, out ReadOnlyMemory<char> rest)
    {
        (value, rest) = (default, default);
        var text = from.Span;
        if (text.IsEmpty)
            return false;
        if (text[0] == '"')
        {
            var end = text[1..].IndexOf('"');
            if (end < 0 || HoldsForbidden(text.Slice(1, end), mayBeIri))
                return false;
            (value, rest) = (from.Slice(1, end), from[(end + 2)..]);
            return true;
        }

        var length = text.IndexOfAny(',', ' ');
        var bare = length < 0 ? text : text[..length];
        foreach (var c in bare)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        (value, rest) = (from[..bare.Length], from[bare.Length..]);
        return value.Length > 0;
    }

    private static bool HoldsForbidden(ReadOnlySpan<char> value, bool mayBeIri)
    {
        foreach (var c in value)
            if (c is < ' ' or '\x7f' or '\\' || (c > '~' && (!mayBeIri || char.IsControl(c))))
                return true;
        return false;
    }

    private static string[]? ReadCovered(string? headers)
    {
        // Without the parameter only (created) or the date is covered, which is never enough; the verifier says so.
        if (headers is null)
            return [];
        var names = headers.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length is 0 or > MaxCovered)
            return null;
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = names[i].ToLowerInvariant();
            if (names.AsSpan(0, i).Contains(names[i]))
                return null;
        }

        return names;
    }

    private static bool TryReadTime(Dictionary<string, ReadOnlyMemory<char>> parameters, string name, out long? time)
    {
        time = null;
        if (!parameters.TryGetValue(name, out var text))
            return true;
        if (!long.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > LastSecond)
            return false;
        time = seconds;
        return true;
    }
}
