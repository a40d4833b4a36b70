using System.Globalization;
using System.Text;
using FedFilter.Policy.Facts;

namespace FedFilter.Peers;

/// <summary>
/// The id of an actor, a key or a document on a peer's host, in the one spelling by which ids are compared: the host in canonical form, what
/// is beyond ASCII percent-encoded (RFC 3987, section 3.1), nothing else changed.
/// </summary>
/// <param name="Text">The canonical spelling.</param>
/// <param name="Scheme"><c>https</c> or <c>http</c>.</param>
/// <param name="Host">The host in canonical form, with the port only if it is not the scheme's default.</param>
internal sealed record PeerIri(string Text, string Scheme, string Host)
{
    /// <summary>Octets of the longest id, in the canonical spelling.</summary>
    public const int MaxLength = 2048;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true, AllowUnassigned = false };

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Where the document is: the id without its fragment, path and query as they are written.</summary>
    public Uri Url => new(Document, AsWritten);

    /// <summary>The id without its fragment.</summary>
    public string Document => Text.IndexOf('#', StringComparison.Ordinal) is >= 0 and var fragment ? Text[..fragment] : Text;

    /// <summary>
    /// Null for whatever is no http or https URL on a host that a peer may have: other schemes, user information, a trailing dot, IP
    /// addresses, single labels, spaces and backslashes. Never throws.
    /// </summary>
    public static PeerIri? Parse(string? text)
    {
        if (text is null || text.Length > MaxLength || SchemeOf(text) is not { } scheme)
            return null;
        var rest = text.AsSpan(scheme.Length + "://".Length);
        var end = rest.IndexOfAny('/', '?', '#');
        var tail = end < 0 ? [] : rest[end..];
        if (HostOf(rest[..(rest.Length - tail.Length)], scheme) is not { } host)
            return null;

        var canonical = new StringBuilder(text.Length + 16).Append(scheme).Append("://").Append(host);
        if (tail is not ['/', ..])
            canonical.Append('/'); // RFC 3986, section 6.2.3
        return TryAppend(canonical, tail) && canonical.Length <= MaxLength ? new PeerIri(canonical.ToString(), scheme, host) : null;
    }

    /// <summary>Whether two texts are spellings of one id. False where either is none.</summary>
    public static bool AreSame(string? one, string? other) =>
        one is not null && other is not null && (one == other || (Parse(one) is { } iri && iri.Text == Parse(other)?.Text));

    private static string? SchemeOf(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttps
        : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttp
        : null;

    private static string? HostOf(ReadOnlySpan<char> authority, string scheme)
    {
        var text = authority.Contains('%') ? Unescaped(authority) : authority.ToString();
        if (text is null)
            return null;

        // `http://host:80` is `http://host`; `http://host:443` would be taken for `https://host`.
        var isHttp = scheme == Uri.UriSchemeHttp;
        if (isHttp && text.EndsWith(":443", StringComparison.Ordinal))
            return null;
        if (isHttp && text.EndsWith(":80", StringComparison.Ordinal))
            text = text[..^":80".Length];
        var port = text.LastIndexOf(':');
        var name = port < 0 ? text : text[..port];
        return !name.EndsWith('.') && PeerName.TryParse(text, out var host) && (Ascii.IsValid(name) || IsUnicodeOf(name, host)) ? host : null;
    }

    /// <summary>
    /// Whether a name is exactly what its A-labels stand for (RFC 5891, section 5.3). Full-width letters, soft hyphens and other dots become
    /// another name, or do not, depending on who reads.
    /// </summary>
    private static bool IsUnicodeOf(string name, string host)
    {
        try
        {
            return string.Equals(Idn.GetUnicode(host.Split(':')[0]), name, StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The host of an IRI may be percent-encoded UTF-8 (RFC 3987, section 3.1). ASCII has no reason to be.</summary>
    private static string? Unescaped(ReadOnlySpan<char> authority)
    {
        var octets = new List<byte>(authority.Length);
        for (var i = 0; i < authority.Length; i++)
        {
            if (authority[i] != '%')
            {
                if (!char.IsAscii(authority[i]))
                    return null;
                octets.Add((byte)authority[i]);
            }
            else if (TryReadEscape(authority, i, out var octet) && octet >= 0x80)
            {
                octets.Add(octet);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        try
        {
            return StrictUtf8.GetString([.. octets]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool TryAppend(StringBuilder canonical, ReadOnlySpan<char> tail)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < tail.Length; i++)
        {
            var c = tail[i];
            if (c == '%' && TryReadEscape(tail, i, out var octet) && octet >= 0x80)
            {
                canonical.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
                i += 2;
            }
            else if (char.IsAscii(c))
            {
                if (c is <= ' ' or '\x7f' or '\\')
                    return false;
                canonical.Append(c);
            }
            else if (Rune.DecodeFromUtf16(tail[i..], out var rune, out var length) == System.Buffers.OperationStatus.Done)
            {
                foreach (var part in utf8[..rune.EncodeToUtf8(utf8)])
                    canonical.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
                i += length - 1;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadEscape(ReadOnlySpan<char> text, int at, out byte octet)
    {
        octet = 0;
        return at + 2 < text.Length && byte.TryParse(text.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octet);
    }
}
