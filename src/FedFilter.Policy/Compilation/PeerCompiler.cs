using System.Collections.Frozen;
using System.Collections.Immutable;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>peers</c> section: what the admin vouches for.</summary>
internal static class PeerCompiler
{
    public static FrozenDictionary<string, ImmutableArray<Evidence>> Compile(IEnumerable<YamlFields> raw, IReadOnlySet<string> terms, List<Problem> problems)
    {
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        var evidence = new Dictionary<string, ImmutableArray<Evidence>>(StringComparer.Ordinal);
        foreach (var fields in raw)
        {
            var name = Host(fields, problems);
            var attested = Read(fields, terms, problems);
            if (name is not { } host)
                continue;
            if (places.TryAdd(host, fields.PlaceOf("host")))
                evidence[host] = attested;
            else
                problems.Add(new Problem(fields.PlaceOf("host"), $"{host} stands here twice, first at {places[host]}; put all about a host into one entry"));
        }

        return evidence.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string? Host(YamlFields fields, List<Problem> problems)
    {
        var text = fields.RequiredText("host");
        if (PeerName.TryParse(text, out var host))
            return host;
        if (text.StartsWith("*.", StringComparison.Ordinal) && PeerName.TryParse(text[2..], out _))
            problems.Add(new Problem(fields.PlaceOf("host"), $"`{Quote.Of(text)}`: an attestation is about one host, not about all below it; name each"));
        else if (text.Length > 0)
            problems.Add(new Problem(fields.PlaceOf("host"), Hosts.NotAHost(text)));
        return null;
    }

    private static ImmutableArray<Evidence> Read(YamlFields fields, IReadOnlySet<string> terms, List<Problem> problems)
    {
        var attested = Hosts.KnownTerms(fields.Texts("attests"), terms, problems);
        var proto = new Evidence("", EvidenceLevel.Attested, fields.Text("by") ?? "an admin")
        {
            Source = fields.Text("source"),
            Sha256 = fields.Text("sha256"),
            Reviewed = fields.Date("reviewed"),
            Expires = fields.Date("expires"),
        };
        if (proto.Sha256 is { } hash && !(hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower)))
            problems.Add(new Problem(fields.PlaceOf("sha256"), "sha256 takes 64 lower-case hex digits"));
        if (proto.Source is { } source && !(Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            problems.Add(new Problem(fields.PlaceOf("source"), "source takes the URL of the text that was read"));
        if (proto.Expires < proto.Reviewed)
            problems.Add(new Problem(fields.PlaceOf("expires"), "expires lies before reviewed"));
        if (fields.Text("key") is { } key && !key.StartsWith("did:key:z", StringComparison.Ordinal))
            problems.Add(new Problem(fields.PlaceOf("key"), "key takes a did:key, such as did:key:z6Mk…"));
        fields.Text("note");
        fields.NoOthers();
        return [.. attested.Select(term => proto with { Term = term })];
    }
}
