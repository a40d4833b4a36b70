using System.Globalization;
using System.Net;
using FedFilter.Policy;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads the <c>gateway</c> section.</summary>
internal static class GatewaySection
{
    private static readonly string[] DefaultInboxes = ["/inbox", "/**/inbox", "/shared-inbox"];

    public static GatewaySettings? Read(YamlFields? fields, Place nowhere, string folder, ICollection<Problem> problems)
    {
        if (fields is null)
        {
            problems.Add(new Problem(nowhere, "there is no `gateway:` section; it needs at least `origins:`"));
            return null;
        }

        var certificate = Certificate(fields.Map("certificate"), folder);
        var settings = new GatewaySettings
        {
            Listen = Listen(fields, certificate is not null, problems),
            Certificate = certificate,
            Origins = OriginSection.ReadAll(fields, problems),
            Inboxes = Globs(fields, "inboxes", problems) ?? [.. DefaultInboxes],
            Open = Globs(fields, "open", problems) ?? [],
            TrustedProxies = Networks.Read(fields, "trusted-proxies", problems) ?? [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")],
            MaxBody = fields.Size("max-body") ?? GatewaySettings.DefaultMaxBody,
            ClientLimit = ClientLimit(fields, problems),
            UnsignedFetch = fields.OneOf("unsigned-fetch", ("refuse", UnsignedFetch.Refuse), ("actor-stub", UnsignedFetch.ActorStub), ("allow", UnsignedFetch.Allow)) ?? UnsignedFetch.ActorStub,
            IdentityWithProfile = fields.OneOf("identity", ("minimal", false), ("profile", true)) ?? false,
            PassForwarded = fields.OneOf("forwarded", ("refuse", false), ("pass", true)) ?? false,
            ClockSkew = ClockSkew(fields, problems),
            AllowUnsignedQuery = fields.OneOf("unsigned-query", ("allow", true), ("refuse", false)) ?? true,
            MaxRsaBits = MaxRsaBits(fields, problems),
            ExplainRefusals = fields.OneOf("refusals", ("explain", true), ("terse", false)) ?? true,
            RefuseOtherTraffic = fields.OneOf("other-traffic", ("pass", false), ("refuse", true)) ?? false,
            RefuseAiCrawlers = fields.OneOf("ai-crawlers", ("pass", false), ("refuse", true)) ?? false,
        };
        fields.NoOthers();
        return settings;
    }

    private static CertificateSettings? Certificate(YamlFields? fields, string folder)
    {
        if (fields is null)
            return null;
        var certificate = new CertificateSettings(
            Path.GetFullPath(fields.RequiredText("file"), folder), Path.GetFullPath(fields.RequiredText("key"), folder));
        fields.NoOthers();
        return certificate;
    }

    private static IPEndPoint Listen(YamlFields fields, bool tls, ICollection<Problem> problems)
    {
        var text = fields.Text("listen") ?? "http://127.0.0.1:8080";
        if (ListenAddress.Parse(text, tls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp) is { } listen)
            return listen;

        problems.Add(new Problem(fields.PlaceOf("listen"), tls
            ? "listen must be https://ADDRESS:PORT where a certificate is set, such as https://0.0.0.0:443"
            : "listen must be http://ADDRESS:PORT, such as http://127.0.0.1:8080 (https needs `certificate:`)"));
        return new IPEndPoint(IPAddress.Loopback, 0);
    }

    private static TimeSpan ClockSkew(YamlFields fields, ICollection<Problem> problems)
    {
        var skew = fields.Duration("clock-skew") ?? TimeSpan.FromHours(1);
        if (skew < TimeSpan.FromMinutes(5) || skew > TimeSpan.FromHours(12))
            problems.Add(new Problem(fields.PlaceOf("clock-skew"), "clock-skew must be from 5m to 12h; 1h suits all servers in use"));
        return skew;
    }

    private static int MaxRsaBits(YamlFields fields, ICollection<Problem> problems)
    {
        if (fields.Text("max-rsa-bits") is not { } text)
            return 4096;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits is >= 2048 and <= 8192)
            return bits;
        problems.Add(new Problem(fields.PlaceOf("max-rsa-bits"), "max-rsa-bits must be from 2048 to 8192; 4096 suits all servers in use"));
        return 4096;
    }

    private static int ClientLimit(YamlFields fields, ICollection<Problem> problems)
    {
        var limit = fields.Parsed<int>("client-limit", "a whole number", text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null) ?? GatewaySettings.DefaultClientLimit;
        if (limit is < 1 or > 2500)
            problems.Add(new Problem(fields.PlaceOf("client-limit"), "client-limit must be from 1 to 2500; 512 suits large senders"));
        return limit;
    }

    private static List<string>? Globs(YamlFields fields, string key, ICollection<Problem> problems)
    {
        if (!fields.Has(key))
            return null;
        var globs = new List<string>();
        foreach (var text in fields.Texts(key))
            if (PathGlob.TryParse(text.Text, out _))
                globs.Add(text.Text);
            else
                problems.Add(new Problem(text.Place, $"{key} takes paths such as /inbox or /**/inbox, each beginning with a slash"));
        return globs;
    }
}
