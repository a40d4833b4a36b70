using System.Collections.Frozen;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>
/// The <c>peers</c> section: what the admin vouches for. Each entry is compiled as it is read, so that of a hundred thousand nothing raw is
/// left to be carried around; whether the terms exist shows at the end, since they may stand in a later file.
/// </summary>
internal sealed class PeerCompiler(List<Problem> problems)
{
    private readonly Dictionary<string, (Place Place, PeerEntry Entry)> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Term, List<Place> Places)> _named = new(StringComparer.Ordinal);

    public void Add(YamlFields fields)
    {
        var name = Host(fields, problems);
        var entry = Read(fields);
        if (name is { } host && !_peers.TryAdd(host, (fields.PlaceOf("host"), entry)))
            problems.Add(new Problem(
                fields.PlaceOf("host"), $"{host} stands here twice, first at {_peers[host].Place}; put all about a host into one entry"));
    }

    /// <summary>What the files say of each host.</summary>
    /// <param name="terms">The terms that are defined.</param>
    public FrozenDictionary<string, PeerEntry> Finish(IReadOnlySet<string> terms)
    {
        foreach (var (term, places) in _named.Values)
            if (!terms.Contains(term))
                problems.AddRange(places.Select(place => Hosts.NoSuchTerm(place, term, terms)));
        return _peers.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Entry, StringComparer.Ordinal);
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

    private PeerEntry Read(YamlFields fields)
    {
        var (attests, denies) = (fields.Texts("attests"), fields.Texts("denies"));
        foreach (var both in denies.Where(denied => attests.Any(attested => attested.Text == denied.Text)))
            problems.Add(new Problem(both.Place, $"`{Quote.Of(both.Text)}` is attested and denied of one host; keep what its text says"));
        var piece = Piece(fields);
        var entry = new PeerEntry([
            .. attests.Select(term => piece with { Term = Named(term) }),
            .. denies.Select(term => piece with { Term = Named(term), Says = Commitment.AgainstTerm })])
        {
            Key = Key(fields),
            Override = Override(fields.Map("allow"), piece.By),
        };
        fields.Text("note");
        fields.NoOthers();
        return entry;
    }

    private Evidence Piece(YamlFields fields)
    {
        var piece = new Evidence(Commitment.AsTermAsks, EvidenceLevel.Attested, fields.Text("by") ?? "an admin")
        {
            Source = fields.Text("source"),
            Sha256 = fields.Text("sha256"),
            Quote = fields.Text("quote"),
            Begins = fields.Moment("reviewed")?.Start,
            Ends = fields.Moment("expires")?.End,
        };
        if (piece.Sha256 is { } hash && !(hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower)))
            problems.Add(new Problem(fields.PlaceOf("sha256"), "sha256 takes 64 lower-case hex digits"));
        if (piece.Source is { } source && !(Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            problems.Add(new Problem(fields.PlaceOf("source"), "source takes the URL of the text that was read"));
        if (piece.Ends <= piece.Begins)
            problems.Add(new Problem(fields.PlaceOf("expires"), "expires lies before reviewed"));
        return piece;
    }

    private string? Key(YamlFields fields)
    {
        var key = fields.Text("key");
        if (key?.StartsWith("did:key:z", StringComparison.Ordinal) == false)
            problems.Add(new Problem(fields.PlaceOf("key"), "key takes a did:key, such as did:key:z6Mk…"));
        return key;
    }

    private PeerOverride? Override(YamlFields? fields, string by)
    {
        if (fields is null)
            return null;
        var until = fields.Moment("until")?.End;
        if (until is null)
            problems.Add(new Problem(fields.Place, "`until:` is missing: an exception for an emergency ends, such as on 2026-12-03"));
        var exception = new PeerOverride(until ?? DateTimeOffset.MinValue, fields.RequiredText("because"), fields.Text("by") ?? by);
        fields.NoOthers();
        return exception;
    }

    /// <summary>Each term as one text, however often it is named.</summary>
    private string Named(YamlScalar term)
    {
        if (!_named.TryGetValue(term.Text, out var known))
            _named[term.Text] = known = (term.Text, []);
        known.Places.Add(term.Place);
        return known.Term;
    }
}
