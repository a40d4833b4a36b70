using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads <c>gateway.origins</c>.</summary>
internal static class OriginSection
{
    public static IReadOnlyList<OriginSettings> ReadAll(YamlFields gateway, ICollection<Problem> problems)
    {
        var origins = new List<OriginSettings>();
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var fields in gateway.Maps("origins"))
        {
            if (Read(fields, problems) is not { } origin)
                continue;
            origins.Add(origin);
            foreach (var host in origin.Aliases.Prepend(origin.Host))
                if (!places.TryAdd(host, fields.PlaceOf("host")))
                    problems.Add(new Problem(fields.PlaceOf("host"), $"{host} is named twice, first at {places[host]}; a host belongs to one origin"));
        }

        if (origins.Count == 0 && problems.Count == 0)
            problems.Add(new Problem(gateway.PlaceOf("origins"), "there must be at least one origin: the server to stand in front of"));
        return origins;
    }

    private static OriginSettings? Read(YamlFields fields, ICollection<Problem> problems)
    {
        var scheme = fields.OneOf("scheme", ("https", true), ("http", false)) == false ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var host = Host(fields.RequiredText("host"), scheme, fields.PlaceOf("host"), problems);
        var origin = new OriginSettings
        {
            Host = host ?? "",
            Scheme = scheme,
            Aliases = [.. fields.Texts("aliases").Select(alias => Host(alias.Text, scheme, alias.Place, problems)).OfType<string>()],
            Upstream = Upstreams(fields, "upstream", problems),
            Paths = Paths(fields.Map("paths"), problems),
            Software = Software(fields, problems),
            ConfiguredReads = fields.OneOf<OriginReads>("reads", ("json", OriginReads.Json), ("json-ld", OriginReads.JsonLd)),
            ReusesConnections = fields.Flag("reuse-connections") ?? false,
            ClientToServer = fields.OneOf("client-to-server", ("pass", true), ("refuse", false)) ?? false,
            Commits = CommitsSection.Read(fields.Map("commits"), problems),
        };
        if (!fields.Has("upstream"))
            problems.Add(new Problem(fields.PlaceOf("host"), "this origin has no `upstream:`, the address its server listens on, such as http://127.0.0.1:3000"));
        fields.NoOthers();
        return host is null ? null : origin;
    }

    /// <summary>A public name in canonical form; null, and a problem, where it is none.</summary>
    public static string? Host(string text, string scheme, Place place, ICollection<Problem> problems)
    {
        if (PeerName.TryParse(text, out var host))
            return scheme == "http" && host.EndsWith(":80", StringComparison.Ordinal) ? host[..^3] : host;
        if (text.Length > 0)
            problems.Add(new Problem(place, "a host is a public name such as social.example, with a port only if it is not the scheme's default"));
        return null;
    }

    private static OriginSoftware Software(YamlFields fields, ICollection<Problem> problems)
    {
        if (fields.Text("software") is not { } name || name == OriginSoftware.Any.Name)
            return OriginSoftware.Any;
        if (OriginSoftware.Find(name) is { } software)
            return software;
        var known = string.Join(", ", OriginSoftware.All.Select(preset => preset.Name));
        problems.Add(new Problem(fields.PlaceOf("software"), $"`{Quote.Of(name)}` has no preset; software takes any, {known}"));
        return OriginSoftware.Any;
    }

    private static Dictionary<string, IReadOnlyList<Uri>> Paths(YamlFields? fields, ICollection<Problem> problems)
    {
        var paths = new Dictionary<string, IReadOnlyList<Uri>>(StringComparer.Ordinal);
        foreach (var prefix in fields?.Keys ?? [])
        {
            if (!prefix.StartsWith('/') || prefix.Contains('{', StringComparison.Ordinal))
                problems.Add(new Problem(fields!.PlaceOf(prefix), "a path prefix begins with a slash, such as /api/v1/streaming"));
            paths[prefix] = Upstreams(fields!, prefix, problems);
        }

        return paths;
    }

    private static List<Uri> Upstreams(YamlFields fields, string key, ICollection<Problem> problems)
    {
        var upstreams = new List<Uri>();
        foreach (var text in fields.Texts(key))
            if (Uri.TryCreate(text.Text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", UserInfo: "" })
                upstreams.Add(url);
            else
                problems.Add(new Problem(text.Place, "an upstream is http://HOST:PORT or https://HOST:PORT, without a path"));
        return upstreams;
    }
}
