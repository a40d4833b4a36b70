using System.Globalization;
using System.Text;
using FedFilter.Tests.Conformance;

namespace FedFilter.Tests.Readers;

/// <summary>
/// Makes requests that two servers may read in two ways: spellings of paths, header names, media types, and of the members and types of
/// activities. The same seed gives the same requests.
/// </summary>
internal sealed class RequestGenerator(int seed, string actor)
{
    /// <summary>The value of every header that a client must not be able to set.</summary>
    public const string Claimed = "203.0.113.66";

    private static readonly string[] Paths =
    [
        "/inbox", "/users/alice/inbox", "/users/alice/inbox", "/shared-inbox", "/users/alice", "/users/alice/statuses/1", "/users/alice/outbox",
        "/about", "/nodeinfo/2.0", "/media/a.png", "/actor", "/api/v1/timelines/home", "/.well-known/webfinger",
    ];

    private static readonly string[] Methods = ["POST", "POST", "POST", "POST", "GET", "GET", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"];

    private static readonly string[] MediaTypes =
    [
        "application/activity+json", "application/activity+json", "application/activity+json", "application/json",
        "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", "application/activity+json; charset=utf-8",
        "application/activity+json; charset=utf-7", "application/json; charset=utf-16le", "application/json; charset=\"UTF-7\"",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/json", "application/vnd.api+json",
        "application/json; charset=iso-8859-1", "APPLICATION/JSON ;charset=utf-7", "application/json; charset=utf-8; charset=utf-7", "application/json, text/html", "",
    ];

    private static readonly string[] ForeignHeaders =
    [
        "FedFilter_Peer", "FedFilter-Peer", "fedfilter_decision", "X_Forwarded_For", "X-Forwarded-For", "X-Forwarded_For", "X-Real-IP", "X_Real_IP", "True-Client-IP",
        "CF-Connecting-IP", "CF_Connecting_IP", "Forwarded", "X-Original-Host", "X_Original_URL", "X-Rewrite-URL", "X-Client-IP", "Fastly-Client-IP", "X-Cluster-Client-IP", "Proxy",
    ];

    private static readonly string[] Overrides = ["X-HTTP-Method-Override", "X_HTTP_Method_Override", "X-Http-Method", "X-Method-Override", "x-http-method-override"];

    private static readonly string[] Types = ["Delete", "Delete", "Like", "Create", "Announce"];

    private static readonly string[] OtherTypes = ["Create", "Announce", "Update"];

    private readonly Random _random = new(seed);

    /// <summary>The next request, unsigned.</summary>
    public Message Next(int number)
    {
        var method = Pick(Methods);
        var message = new Message { Method = method, Target = Target(), Fields = [("Host", "social.example"), ("X-Case", number.ToString(CultureInfo.InvariantCulture))] };
        if (method is not ("GET" or "HEAD") || Chance(20))
        {
            message.Body = Body(number);
            if (Pick(MediaTypes) is { Length: > 0 } type)
                message.Fields.Add(("Content-Type", type));
            if (Chance(30))
                message.Fields.Add((Spell("Content-Type"), Pick(MediaTypes)));
        }

        message.Fields.Add(("Accept", Chance(2) ? "application/activity+json" : "*/*"));
        if (Chance(4))
            message.Fields.Add((Spell(Pick(ForeignHeaders)), Claimed));
        if (Chance(8))
            message.Fields.Add((Spell(Pick(Overrides)), Pick(Methods)));
        return message;
    }

    private string Target()
    {
        var path = Pick(Paths);
        for (var i = _random.Next(4); i > 0; i--)
            path = Fold(path);
        return path + (Chance(8) ? Pick(["?a=b", "?_method=POST", "?x=/inbox", "?", "?rest_route=/activitypub/1.0/inbox"]) : "");
    }

    /// <summary>Another spelling of a path, which some server reads as the path itself or as one nearby.</summary>
    private string Fold(string path)
    {
        var at = _random.Next(path.Length);
        var slash = Math.Max(0, path.LastIndexOf('/', at));
        return _random.Next(16) switch
        {
            0 => path[..at] + Escape(path[at]) + path[(at + 1)..],
            1 => path[..at] + Escape(path[at]).Replace("%", "%25", StringComparison.Ordinal) + path[(at + 1)..],
            2 => path[..slash] + Pick(["/.", "/%2e", "/./.", "/;"]) + path[slash..],
            3 => path[..slash] + Pick(["/x/..", "/x/%2e%2e", "/nodeinfo/..", "/media/%2E.", "/x%2f.."]) + path[slash..],
            4 => path[..slash] + "/" + path[slash..],
            5 => path[..slash] + Pick(["\\", "%5c", "%2f", "%2F", "%252f", "／", "%ef%bc%8f", "%c0%af"]) + path[(slash + 1)..],
            6 => path + Pick([";x=1", ";", ";jsessionid=1", "%3b"]),
            7 => path[..at] + char.ToUpperInvariant(path[at]) + path[(at + 1)..],
            8 => path + "/",
            9 => path + Pick([".json", ".jsonld", "%2ejson", ".", "%20", "%09", "%00", "%0a", "+", "%", "%zz"]),
            10 => "/index.php" + path,
            11 => Pick(["/nodeinfo/..", "/media/..", "/.well-known/..", "/actor/..", "/nodeinfo/..%2f", "/media/..%5c"]) + path,
            12 => "/" + path,
            13 => "http://" + Pick(["social.example", "evil.example", "social.example:80"]) + path,
            14 => path[..at] + Pick(["é", "%c3%a9", "\u00ad", "%c2%ad", "K"]) + path[at..],
            _ => path,
        };
    }

    private byte[] Body(int number)
    {
        var type = Pick(Types);
        var json = $$"""{"@context":{{Context(type)}},"id":"{{actor}}/{{number}}","type":{{TypeOf(type)}},"actor":{{Actor()}},"object":{{Object(number)}}}""";
        return Pick<byte[]>(
        [
            .. Enumerable.Repeat(Encoding.UTF8.GetBytes(json), 6),
            Encoding.UTF8.GetBytes(Doubled(json)),
            Encoding.UTF8.GetBytes(Doubled(json)),
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(json)],
            Encoding.Unicode.GetBytes(json),
            Encoding.UTF8.GetBytes(json[..^1] + ",\"z\":\"+ACI-,+ACI-type+ACI-:+ACI-Create+ACI-,+ACI-z+ACI-:+ACI-\"}"),
            Encoding.UTF8.GetBytes(json[..^1] + ",\"z\":\"&type=Create&actor=http://evil.example/users/bob\"}"),
            Encoding.UTF8.GetBytes(json + Pick([" ", "\n", "{}", ",", "\0"])),
            [.. Encoding.UTF8.GetBytes(json[..^2]), 0xc0, 0xa2, .. "\"}"u8],
        ]);
    }

    private string Doubled(string json)
    {
        var other = Pick(OtherTypes);
        return Pick(
        [
            json[..^1] + $",\"type\":\"{other}\"}}",
            "{" + $"\"type\":\"{other}\"," + json[1..],
            json[..^1] + $",\"t\\u0079pe\":\"{other}\"}}",
            json[..^1] + $",\"Type\":\"{other}\"}}",
            json[..^1] + $",\"@type\":\"{other}\"}}",
            json[..^1] + $",\"as:type\":\"{other}\"}}",
            json[..^1] + ",\"actor\":\"http://evil.example/users/bob\"}",
            json[..^1] + ",\"@graph\":[{\"type\":\"Create\",\"actor\":\"http://evil.example/users/bob\"}]}",
            json[..^1] + ",\"__proto__\":{\"type\":\"Create\"}}",
            json[..^1] + ",\"@included\":[{\"type\":\"Create\"}]}",
            json[..^1] + ",\"as:actor\":\"http://evil.example/users/bob\"}",
        ]);
    }

    private string TypeOf(string type) => _random.Next(14) switch
    {
        0 => $"\"as:{type}\"",
        1 => $"\"https://www.w3.org/ns/activitystreams#{type}\"",
        2 => $"[\"{type}\"]",
        3 => $"[\"{type}\",\"{Pick(OtherTypes)}\"]",
        4 => "\"Boost\"",
        5 => $"\"{type.ToLowerInvariant()}\"",
        6 => $"\"{type} \"",
        7 => $"\"\\u00{(int)type[0]:x2}{type[1..]}\"",
        8 => $"{{\"id\":\"as:{type}\"}}",
        _ => $"\"{type}\"",
    };

    private string Actor() => _random.Next(12) switch
    {
        0 => $"[\"{actor}\"]",
        1 => $"{{\"id\":\"{actor}\",\"type\":\"Person\"}}",
        2 => $"[\"{actor}\",\"http://evil.example/users/bob\"]",
        3 => "\"http://evil.example/users/bob\"",
        4 => $"\" {actor}\"",
        5 => $"{{\"@id\":\"http://evil.example/users/bob\",\"id\":\"{actor}\"}}",
        _ => $"\"{actor}\"",
    };

    private string Object(int number) => _random.Next(8) switch
    {
        0 => "[\"http://social.example/users/alice\",\"http://evil.example/notes/1\"]",
        1 => $"{{\"type\":\"Note\",\"id\":\"{actor}/notes/{number}\",\"attributedTo\":\"{actor}\",\"content\":\"x\"}}",
        2 => "{\"type\":\"Note\",\"content\":\"x\"}",
        3 => "\"http://evil.example/notes/1\"",
        _ => "\"http://social.example/users/alice\"",
    };

    private string Context(string type) => _random.Next(10) switch
    {
        0 => $"[\"https://www.w3.org/ns/activitystreams\",{{\"{type}\":\"as:{Pick(OtherTypes)}\"}}]",
        1 => $"[\"https://www.w3.org/ns/activitystreams\",{{\"Boost\":\"as:{Pick(OtherTypes)}\"}}]",
        2 => "[\"https://www.w3.org/ns/activitystreams\",{\"who\":{\"@id\":\"as:actor\",\"@type\":\"@id\"}}]",
        3 => "{\"@vocab\":\"https://www.w3.org/ns/activitystreams#\"}",
        4 => "[\"https://www.w3.org/ns/activitystreams\",\"https://w3id.org/security/v1\"]",
        5 => "[\"https://www.w3.org/ns/activitystreams\",{\"a\":\"https://www.w3.org/ns/activitystreams#\"}]",
        _ => "\"https://www.w3.org/ns/activitystreams\"",
    };

    /// <summary>A header name in another case, or with a character that CGI folds.</summary>
    private string Spell(string name) => _random.Next(5) switch
    {
        0 => name.ToLowerInvariant(),
        1 => name.Replace('-', '_'),
        2 => name.ToUpperInvariant(),
        3 => name.Replace('-', '.'),
        _ => name,
    };

    private static string Escape(char c) => string.Create(CultureInfo.InvariantCulture, $"%{(int)c:x2}");

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
