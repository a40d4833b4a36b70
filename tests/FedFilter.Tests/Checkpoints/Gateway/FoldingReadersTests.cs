using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using FedFilter.Checkpoints.Gateway;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>
/// What passes as other traffic or as open is neither an inbox nor something else than what is open for any of several servers. They are
/// written here anew, each after the reading of a path in one real server or proxy.
/// </summary>
public sealed partial class FoldingReadersTests
{
    private static readonly string[] Bases =
    [
        "/inbox", "/users/alice/inbox", "/inbox/alice", "/site_inbox", "/pub/shared_inbox", "/shared-inbox", "/.ghost/activitypub/inbox/index", "/wp-json/activitypub/1.0/inbox",
        "/@alice/inbox/", "/actor", "/nodeinfo/2.0", "/.well-known/webfinger", "/users/alice/statuses/1", "/api/v1/statuses",
    ];

    private static readonly string[] Insertions =
    [
        "/", "//", "/./", "/../", "/x/../", "\\", "%2f", "%2F", "%5c", "%252f", "%2e%2e/", "/%2e/", "..%2f", ";", ";x=1", "%3b", "%00", "%09", "%0a", "%0d", "%20", "+", "\t", "#", "%23", "%3f", "?",
        "%26", ".", "..", ".json", ".xml", ".x", "/index.php", "%c0%af", "%c0%ae", "%ef%bc%8f", "%e2%80%a5", "%u002f", "%", "%2", "/actor/..", "/nodeinfo/..", "%26q=inbox", "%3frest_route=/activitypub/1.0/inbox",
    ];

    // A tenth of what CsCheck_Iter=40000 runs by hand.
    private const int Cases = 4_000;

    private static readonly Func<string, string?>[] Proxies = [path => path, Nginx, Go, Iis];

    private static readonly Func<string, string?>[] Servers = [Express, Fastify, AspNetCore, Php, Rails, Phoenix, Tomcat, Django];

    private static readonly Gen<string> Targets =
        Gen.Select(Word(Bases), Gen.Select(Gen.Int[0, 5], Gen.Int[0, 40], Word(Insertions)).Array[0, 4]).Select((path, changes) => changes.Aggregate(path, Change));

    [Fact]
    public void what_passes_unsigned_is_no_inbox_and_what_is_open_is_nothing_else_for_any_server() =>
        Targets.Sample(target => Check("POST", target, new HeaderDictionary { ["Content-Type"] = "application/json" }), iter: Cases);

    [Fact]
    public void what_is_read_unsigned_and_is_open_is_nothing_else_for_any_server() => Targets.Sample(target => Check("GET", target, new HeaderDictionary()), iter: Cases);

    [Fact]
    public void what_is_signed_is_never_other_traffic() => Targets.Sample(
        target =>
        {
            var headers = new HeaderDictionary { ["Authorization"] = "X keyId=\"a\"" };
            var (post, get) = (Classification.Of("POST", target, headers, true), Classification.Of("GET", target, headers, false));
            Assert.True(post.Rejection is not null || post.Class == RequestClass.Delivery || post.Path.Raw == "/fedfilter/terms/check");
            Assert.True(get.Rejection is not null || get.Class == RequestClass.Fetch || IsOpen(get.Path.Raw));
        },
        iter: Cases);

    private static void Check(string method, string target, IHeaderDictionary headers)
    {
        var classified = Classification.Of(method, target, headers, method == "POST");
        if (classified.Rejection is not null || classified.Class == RequestClass.Delivery)
            return;
        var cut = target.IndexOf('?', StringComparison.Ordinal);
        var sent = cut < 0 ? target : target[..cut];
        foreach (var proxy in Proxies)
            foreach (var server in Servers)
            {
                if (proxy(sent) is not { } passed || server(passed) is not { } path)
                    continue;
                Assert.False(method == "POST" && Inbox().IsMatch(path), $"{server.Method.Name} behind {proxy.Method.Name} reads {path} in {target}");
                if (classified.Class == RequestClass.Open)
                    Assert.True(IsOpen(path), $"{server.Method.Name} behind {proxy.Method.Name} reads {path} in {target}, which is open");
            }
    }

    private static Gen<string> Word(string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private static bool IsOpen(string path) => Open().IsMatch(path);

    private static string Change(string path, (int Kind, int At, string Text) change)
    {
        var (kind, at, text) = change;
        at = Math.Min(at, path.Length - 1);
        return kind switch
        {
            0 => path[..at] + $"%{(int)path[at]:x2}" + path[(at + 1)..],
            1 => path[..at] + $"%25{(int)path[at]:X2}" + path[(at + 1)..],
            2 => path[..at] + (char.IsAsciiLetter(path[at]) ? (char)(path[at] ^ 0x20) : path[at]) + path[(at + 1)..],
            3 => path + text,
            4 when text.StartsWith('/') => text + path,
            _ => path[..(at + 1)] + text + path[(at + 1)..],
        } is var changed && changed.StartsWith('/') ? changed : "/" + changed;
    }

    /// <summary>nginx with a URI in proxy_pass: decoded, slashes merged, dots resolved, and encoded again where that is needed (ngx_http_parse_complex_uri).</summary>
    private static string? Nginx(string path)
    {
        var decoded = Decode(path);
        if (decoded is null || decoded.Contains('\0', StringComparison.Ordinal))
            return null;
        var escaped = new StringBuilder();
        foreach (var c in Resolve(decoded, merge: true))
            if (c is ' ' or '#' or '%' or '?' or < ' ' or > '~')
                foreach (var octet in Encoding.UTF8.GetBytes([c]))
                    escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{octet:X2}");
            else
                escaped.Append(c);
        return escaped.ToString();
    }

    /// <summary>net/http behind a reverse proxy that cleans paths (path.Clean).</summary>
    private static string? Go(string path) => Decode(path) is null ? null : Resolve(path, merge: true);

    /// <summary>IIS: backslashes are slashes, and dots and spaces at the end of a segment go.</summary>
    private static string? Iis(string path) => string.Join('/', path.Replace('\\', '/').Split('/').Select(segment => segment is "." or ".." ? segment : segment.TrimEnd('.', ' ')));

    /// <summary>WHATWG URL, then path-to-regexp: any case, a slash at the end is optional, segments are decoded after they matched.</summary>
    private static string? Express(string path)
    {
        path = path.Replace('\\', '/').Replace("\t", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        path = Resolve(EncodedDot().Replace(path.Split('#')[0], "."), merge: false);
        return Trim(path.ToLowerInvariant());
    }

    /// <summary>find-my-way: parameters after a semicolon are cut off, then it is decoded.</summary>
    private static string? Fastify(string path) => Decode(path.Split(';', '#')[0]);

    /// <summary>Kestrel and endpoint routing: decoded but for %2F, dots resolved, any case.</summary>
    private static string? AspNetCore(string path)
    {
        var decoded = Decode(path.Replace("%2f", "%252F", StringComparison.OrdinalIgnoreCase));
        return decoded is null || decoded.Contains('\0', StringComparison.Ordinal) ? null : Trim(Resolve(decoded, merge: false).ToLowerInvariant());
    }

    /// <summary>Apache with mod_rewrite to index.php, and WordPress, which ignores case: decoded twice, slashes merged, cut at an encoded question mark.</summary>
    private static string? Php(string path)
    {
        var once = Decode(path);
        if (once is null)
            return null;
        var routed = Resolve(once, merge: true).Split('?', '&')[0];
        var decoded = FrontController().Replace(Decode(routed) ?? routed, "");
        return "/" + decoded.Trim('/', '\\').ToLowerInvariant().TrimEnd('\n', '\0', ' ');
    }

    /// <summary>Journey: slashes merged, decoded, a format after a dot.</summary>
    private static string? Rails(string path)
    {
        var normal = Trim(Slashes().Replace(path.Split('#')[0], "/"));
        var dot = normal.IndexOf('.', normal.LastIndexOf('/'));
        return Decode(dot > normal.LastIndexOf('/') + 1 ? normal[..dot] : normal)?.TrimEnd('\n');
    }

    /// <summary>Plug: split at slashes, empty segments go, each is decoded.</summary>
    private static string? Phoenix(string path) => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(segment => Decode(segment) ?? segment));

    /// <summary>Parameters of each segment go, then it is decoded and resolved.</summary>
    private static string? Tomcat(string path) =>
        Decode(string.Join('/', path.Split('/').Select(segment => segment.Split(';')[0]))) is { } decoded ? Trim(Resolve(decoded.Replace('\\', '/'), merge: true)) : null;

    /// <summary>WSGI decodes once; a dollar sign in a pattern also matches before a line feed at the end.</summary>
    private static string? Django(string path) => Decode(path) is { } decoded ? Trim(decoded.TrimEnd('\n')) : null;

    private static string Trim(string path) => path.Length > 1 ? path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/" : path;

    private static string? Decode(string text)
    {
        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '%' && i + 2 < text.Length && Uri.IsHexDigit(text[i + 1]) && Uri.IsHexDigit(text[i + 2]))
            {
                octets.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
                octets.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
        return Encoding.UTF8.GetString([.. octets]);
    }

    private static string Resolve(string path, bool merge)
    {
        var segments = new List<string>();
        var all = path.Split('/');
        foreach (var segment in all.Skip(1))
        {
            if (segment == "..")
            {
                if (segments.Count > 0)
                    segments.RemoveAt(segments.Count - 1);
            }
            else if (segment != "." && !(merge && segment.Length == 0))
                segments.Add(segment);
        }

        return "/" + string.Join('/', segments) + (all[^1] is "." or ".." || (merge && all[^1].Length == 0 && segments.Count > 0) ? "/" : "");
    }

    [GeneratedRegex("^(/[^/]+)*/inbox$|^/inbox/[^/]+$|^/site_inbox$|^/pub/shared_inbox$|^/shared-inbox$|^/\\.ghost/activitypub/inbox/[^/]+$")]
    private static partial Regex Inbox();

    [GeneratedRegex("^/actor$|^/actor/$|^/nodeinfo/[^/]+/?$|^/\\.well-known/(webfinger|nodeinfo|host-meta|host-meta\\.json|federation-commitments)/?$|^/fedfilter(/.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Open();

    [GeneratedRegex("%2e", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedDot();

    [GeneratedRegex("^/index\\.php(?=/|$)", RegexOptions.IgnoreCase)]
    private static partial Regex FrontController();

    [GeneratedRegex("/{2,}")]
    private static partial Regex Slashes();
}
