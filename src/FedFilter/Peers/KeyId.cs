using FedFilter.Policy.Facts;

namespace FedFilter.Peers;

/// <summary>A key id that may be looked up: an absolute URL on a named, public host that is not ours.</summary>
/// <param name="Text">The id exactly as the sender wrote it; ids are compared octet by octet.</param>
/// <param name="Url">Where its document is.</param>
/// <param name="Host">Its host in canonical form.</param>
internal sealed record KeyId(string Text, Uri Url, string Host)
{
    private const int MaxLength = 2048;

    /// <summary>Null for everything that is not to be fetched: acct: ids, http, user names, IP addresses, single labels, our own hosts.</summary>
    public static KeyId? Parse(string text, IReadOnlySet<string> ownHosts, IReadOnlySet<string> allowHttp)
    {
        if (text.Length > MaxLength || text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.Contains('\\', StringComparison.Ordinal))
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.UserInfo.Length > 0 || HostOf(url) is not { } host)
            return null;

        // Uri reads `0x7f.1` as 127.0.0.1 and drops what it deems superfluous: what stands in the text must be the host that is meant.
        if (!PeerName.TryParse(AuthorityIn(text), out var written) || WithoutDefaultPort(written, url) != host || ownHosts.Contains(host))
            return null;
        return url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && allowHttp.Contains(url.IdnHost)) ? new KeyId(text, url, host) : null;
    }

    /// <summary>The canonical host of a URL, or null if it has none that a peer may have.</summary>
    public static string? HostOf(Uri url) =>
        url.HostNameType == UriHostNameType.Dns && PeerName.TryParse(url.Authority, out var host) ? host : null;

    private static string AuthorityIn(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = text.AsSpan(start).IndexOfAny('/', '?', '#');
        return end < 0 ? text[start..] : text.Substring(start, end);
    }

    // `http://host:80` is `http://host`.
    private static string WithoutDefaultPort(string written, Uri url) =>
        url.Scheme == Uri.UriSchemeHttp && written.EndsWith(":80", StringComparison.Ordinal) ? written[..^3] : written;
}
