using System.Buffers;
using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Which headers of a client go on to the origin. Not those by which a proxy speaks for a client (its address, the public scheme, host
/// and path, the method), whoever sets them: their names are recognised by their words, since every proxy has names of its own. Not
/// names with other characters than letters, digits and hyphens, which CGI, Rack and PHP read as other names (nginx drops them too).
/// </summary>
internal static class ClientHeaders
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    // What nearly every request has; none of them need be looked at.
    private static readonly FrozenSet<string> Usual = new[]
    {
        "Host", "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Connection", "Content-Length", "Content-Type", "Cookie", "Date", "Digest", "Content-Digest",
        "Origin", "Referer", "Signature", "Signature-Input", "User-Agent", "If-None-Match", "If-Modified-Since", "Range", "Upgrade", "Transfer-Encoding", "Cache-Control", "Pragma",
        "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-Fetch-User", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions",
        "Access-Control-Request-Method", "Access-Control-Request-Headers", "X-Requested-With", "X-CSRF-Token",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What a signature or the request itself rests on; a client cannot take these away by naming them in Connection.
    private static readonly FrozenSet<string> EndToEnd = new[]
    {
        "Host", "Date", "Signature", "Signature-Input", "Authorization", "Digest", "Content-Digest", "Repr-Digest", "Accept", "Content-Type", "Content-Length", "Content-Encoding",
        "Transfer-Encoding", "Cookie", "User-Agent", "Upgrade", "Connection", "close", "keep-alive",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Words that name what a proxy says, wherever they stand in a name: X-Original-URL, X-HTTP-Method.
    private static readonly FrozenSet<string> ProxyWords = new[]
    {
        "forward", "original", "method", "proxy", "remote", "ssl", "tls", "accel", "sendfile", "scheme", "proto", "fedfilter",
    }.ToFrozenSet(StringComparer.Ordinal);

    // The same as parts of words: X-ForwardedFor, X-ProxyUser-IP, X-ClientIP.
    private static readonly string[] ProxyParts = ["forwarded", "override", "rewrite", "originating", "proxyuser", "clientip", "realip", "trueip"];

    // Prefixes of what content delivery networks and load balancers add.
    private static readonly string[] ProxyPrefixes =
    [
        "cf-", "cloudfront-", "fastly-", "fly-", "akamai-", "incap-", "wl-", "do-connecting-", "front-end-",
        "x-client-cert", "x-client-verify", "x-client-dn", "x-cluster-", "x-real-", "x-true-", "x-azure-", "x-arr-", "x-envoy-", "x-appengine-", "x-host", "x-url", "x-https",
    ];

    /// <summary>Whether a header goes on as it came.</summary>
    public static bool Pass(string name) => Usual.Contains(name) || (!name.AsSpan().ContainsAnyExcept(NameCharacters) && !SpeaksForClient(name));

    /// <summary>The headers that the client says are for this hop alone (RFC 9110, section 7.6.1), without those that are not its to take away.</summary>
    public static IEnumerable<string> OfThisHop(StringValues connection) =>
        connection.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(name => !EndToEnd.Contains(name));

    private static bool SpeaksForClient(string name)
    {
        var lower = name.ToLowerInvariant();
        foreach (var prefix in ProxyPrefixes)
            if (lower.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        foreach (var part in ProxyParts)
            if (lower.Contains(part, StringComparison.Ordinal))
                return true;
        foreach (var word in lower.Split('-'))
            if (ProxyWords.Contains(word))
                return true;

        // X-Real-IP, Client-IP, X-ClientIP, Remote-Addr, X-Client-IPv6
        return lower.EndsWith("ip", StringComparison.Ordinal) || lower.EndsWith("ipv4", StringComparison.Ordinal) || lower.EndsWith("ipv6", StringComparison.Ordinal)
            || lower.EndsWith("addr", StringComparison.Ordinal) || lower.EndsWith("address", StringComparison.Ordinal);
    }
}
