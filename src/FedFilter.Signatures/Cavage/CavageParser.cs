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
        if (!parameters.TryGetValue("signature", out var signature) || !StrictBase64.TryDecode(signature, MaxSignature, out var octets))
            return null;
        if (ReadCovered(parameters.GetValueOrDefault("headers")) is not { } covered)
            return null;
        if (!TryReadTime(parameters, "created", out var created) || !TryReadTime(parameters, "expires", out var expires))
            return null;
        return new CavageSignature
        {
            KeyId = keyId,
            Algorithm = parameters.GetValueOrDefault("algorithm"),
            Covered = covered,
            Signature = octets,
            Created = created,
            Expires = expires,
        };
    }

    private static Dictionary<string, string>? ReadParameters(string header)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = header.AsSpan().Trim(' ');

        // An old library for Node writes the scheme's name in front.
        if (rest.StartsWith("Signature ", StringComparison.Ordinal))
            rest = rest["Signature ".Length..].TrimStart(' ');

        while (true)
        {
            var equals = rest.IndexOf('=');
            if (equals <= 0)
                return null;
            var name = rest[..equals].ToString();
            if (!name.All(char.IsAsciiLetter) || !TryReadValue(rest[(equals + 1)..], out var value, out rest))
                return null;

            // `keyid` beside `keyId`: somebody else's parser may take the other one.
            var known = Known.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
            if ((known is not null && known != name) || !parameters.TryAdd(name, value))
                return null;

            rest = rest.TrimStart(' ');
            if (rest.IsEmpty)
                return parameters;
            if (rest[0] != ',')
                return null;
            rest = rest[1..].TrimStart(' ');
        }
    }

    private static bool TryReadValue(ReadOnlySpan<char> text, out string value, out ReadOnlySpan<char> rest)
    {
        value = "";
        rest = default;
        if (text.IsEmpty)
            return false;
        if (text[0] == '"')
        {
            var end = text[1..].IndexOf('"');
            if (end < 0 || text.Slice(1, end).ContainsAnyExceptInRange(' ', '~') || text.Slice(1, end).Contains('\\'))
                return false;
            value = text.Slice(1, end).ToString();
            rest = text[(end + 2)..];
            return true;
        }

        var length = text.IndexOfAny(',', ' ');
        var bare = length < 0 ? text : text[..length];
        foreach (var c in bare)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        value = bare.ToString();
        rest = text[bare.Length..];
        return value.Length > 0;
    }

    private static string[]? ReadCovered(string? headers)
    {
        // Without the parameter only (created) or the date is covered, which is never enough; the verifier says so.
        if (headers is null)
            return [];
        var names = headers.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < names.Length; i++)
            names[i] = names[i].ToLowerInvariant();
        return names.Length is 0 or > MaxCovered || names.Distinct(StringComparer.Ordinal).Count() != names.Length ? null : names;
    }

    private static bool TryReadTime(Dictionary<string, string> parameters, string name, out long? time)
    {
        time = null;
        if (!parameters.TryGetValue(name, out var text))
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > LastSecond)
            return false;
        time = seconds;
        return true;
    }
}
