using System.Collections.Frozen;
using System.Collections.Immutable;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>
/// The <c>peers</c> section: what the admin vouches for. Each entry is compiled as it is read, so that of a hundred thousand nothing raw is
/// left to be carried around; whether the terms exist shows at the end, since they may stand in a later file.
/// </summary>
internal sealed class PeerCompiler(List<Problem> problems)
{
    private readonly Dictionary<string, (Place Place, ImmutableArray<Evidence> Evidence)> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Term, List<Place> Places)> _attested = new(StringComparer.Ordinal);

    public void Add(YamlFields fields)
    {
        var name = Host(fields, problems);
        var evidence = Read(fields);
        if (name is { } host && !_peers.TryAdd(host, (fields.PlaceOf("host"), evidence)))
            problems.Add(new Problem(
                fields.PlaceOf("host"), $"{host} stands here twice, first at {_peers[host].Place}; put all about a host into one entry"));
    }

    /// <summary>What is attested of each host.</summary>
    /// <param name="terms">The terms that are defined.</param>
    public FrozenDictionary<string, ImmutableArray<Evidence>> Finish(IReadOnlySet<string> terms)
    {
        foreach (var (term, places) in _attested.Values)
            if (!terms.Contains(term))
                problems.AddRange(places.Select(place => Hosts.NoSuchTerm(place, term, terms)));
        return _peers.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Evidence, StringComparer.Ordinal);
    }

    private static string? Host(YamlFields fields, List<Problem> problems)
    {
        var text = fields.RequiredText("host");
        if (PeerName.TryParse(text, out var host))
            return host;
        if (text.StartsWith("*.", StringComparison.Ordinal) && PeerName.TryParse(text[2..], out _))
            problems.Add(new Problem(
                fields.PlaceOf("host"), $"`{Quote.Of(text)}`: an attestation is about one host, not about all below it; name each"));
        else if (text.Length > 0)
            problems.Add(new Problem(fields.PlaceOf("host"), Hosts.NotAHost(text)));
        return null;
    }

    private ImmutableArray<Evidence> Read(YamlFields fields)
    {
        var attested = fields.Texts("attests");
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
        return [.. attested.Select(term => proto with { Term = Attested(term) })];
    }

    /// <summary>Each term as one text, however often it is attested.</summary>
    private string Attested(YamlScalar term)
    {
        if (!_attested.TryGetValue(term.Text, out var known))
            _attested[term.Text] = known = (term.Text, []);
        known.Places.Add(term.Place);
        return known.Term;
    }
}
