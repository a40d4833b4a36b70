using System.Collections.Frozen;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>peers</c> section: what the admin vouches for.</summary>
internal static class PeerCompiler
{
    public static FrozenDictionary<string, PeerEntry> Compile(IEnumerable<YamlFields> raw, IReadOnlyDictionary<string, Term> terms, List<Problem> problems)
    {
        var known = terms.Keys.ToHashSet(StringComparer.Ordinal);
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        var entries = new Dictionary<string, PeerEntry>(StringComparer.Ordinal);
        foreach (var fields in raw)
        {
            var name = Host(fields, problems);
            var entry = Read(fields, terms, known, problems);
            if (name is not { } host)
                continue;
            if (places.TryAdd(host, fields.PlaceOf("host")))
                entries[host] = entry;
            else
                problems.Add(new Problem(fields.PlaceOf("host"), $"{host} stands here twice, first at {places[host]}; put all about a host into one entry"));
        }

        return entries.ToFrozenDictionary(StringComparer.Ordinal);
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

    private static PeerEntry Read(YamlFields fields, IReadOnlyDictionary<string, Term> terms, HashSet<string> known, List<Problem> problems)
    {
        var attests = Hosts.KnownTerms(fields.Texts("attests"), known, problems);
        var denies = Hosts.KnownTerms(fields.Texts("denies"), known, problems);
        foreach (var both in attests.Intersect(denies))
            problems.Add(new Problem(fields.PlaceOf("denies"), $"`{both}` is attested and denied of one host; keep what its text says"));
        var piece = Piece(fields, problems);
        var entry = new PeerEntry([
            .. attests.Select(term => piece with { Term = term, Says = terms[term].Commits }),
            .. denies.Select(term => piece with { Term = term, Says = terms[term].Commits with { Value = Commitment.Allowed } })])
        {
            Key = Key(fields, problems),
            Override = Override(fields.Map("allow"), piece.By, problems),
        };
        fields.Text("note");
        fields.NoOthers();
        return entry;
    }

    private static Evidence Piece(YamlFields fields, List<Problem> problems)
    {
        var piece = new Evidence(Commitment.Nothing, EvidenceLevel.Attested, fields.Text("by") ?? "an admin")
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

    private static string? Key(YamlFields fields, List<Problem> problems)
    {
        var key = fields.Text("key");
        if (key?.StartsWith("did:key:z", StringComparison.Ordinal) == false)
            problems.Add(new Problem(fields.PlaceOf("key"), "key takes a did:key, such as did:key:z6Mk…"));
        return key;
    }

    private static PeerOverride? Override(YamlFields? fields, string by, List<Problem> problems)
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
}
