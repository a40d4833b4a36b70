using System.Collections.Immutable;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Rules;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>when</c> of a rule: one entry here for each matcher of the language.</summary>
internal static class MatcherCompiler
{
    private static readonly HashSet<string> Later =
    [
        "any", "all", "not", "standing", "checkpoint", "object", "actor", "actor-type", "visibility", "hashtags", "keywords",
        "mentions-over", "attachments", "published-before", "software", "first-seen-within", "forwarded",
    ];

    public static ImmutableArray<Matcher> Compile(
        YamlFields when, IReadOnlyList<string> terms, IReadOnlyDictionary<string, PeerList> lists, bool allows, List<Problem> problems)
    {
        var matchers = new List<Matcher>();
        if (when.Has("peer"))
            matchers.Add(Peer(when.Texts("peer"), problems));
        if (when.Has("listed"))
            matchers.Add(new ListedMatcher(Hosts.KnownLists(when.Texts("listed"), lists, problems), allows));
        if (when.Has("committed"))
            matchers.Add(new CommittedMatcher(Hosts.KnownTerms(when.Texts("committed"), terms, problems)));
        if (when.Has("direction"))
            matchers.Add(new DirectionMatcher(Directions(when.Texts("direction"), problems)));
        if (when.Has("fetch"))
            matchers.Add(Fetch(when, problems));
        if (when.Has("delivery"))
            matchers.Add(Delivery(when, allows));
        if (when.OneOf("signature", ("valid", true), ("none", false)) is { } signed)
            matchers.Add(new SignatureMatcher(signed));
        when.NoOthers(Later);
        return [.. matchers];
    }

    private static PeerMatcher Peer(IEnumerable<YamlScalar> named, List<Problem> problems)
    {
        var hosts = new List<string>();
        var parents = new List<string>();
        foreach (var text in named)
        {
            var below = text.Text.StartsWith("*.", StringComparison.Ordinal);
            if (PeerName.TryParse(below ? text.Text[2..] : text.Text, out var host))
                (below ? parents : hosts).Add(host);
            else
                problems.Add(new Problem(text.Place, Hosts.NotAHost(text.Text)));
        }

        return new PeerMatcher(hosts, parents);
    }

    private static List<Direction> Directions(IEnumerable<YamlScalar> named, List<Problem> problems)
    {
        var directions = new List<Direction>();
        foreach (var text in named)
            switch (text.Text)
            {
                case "inbound": directions.Add(Direction.Inbound); break;
                case "outbound": directions.Add(Direction.Outbound); break;
                default: problems.Add(new Problem(text.Place, YamlScalars.NotOneOf("direction", text.Text, ["inbound", "outbound"]))); break;
            }

        return directions;
    }

    private static Matcher Fetch(YamlFields when, List<Problem> problems)
    {
        if (when.Value("fetch") is YamlScalar { Text: "true" or "false" } flag)
            return new KindMatcher(RequestKind.Fetch, flag.Text == "true");
        var globs = new List<PathGlob>();
        foreach (var text in when.Texts("fetch"))
            if (PathGlob.TryParse(text.Text, out var glob))
                globs.Add(glob);
            else
                problems.Add(new Problem(text.Place, $"`{Quote.Of(text.Text)}`: fetch takes true, false, or paths such as /users/*/statuses/* that begin with a slash"));
        return new FetchMatcher(globs);
    }

    private static Matcher Delivery(YamlFields when, bool allows) =>
        when.Value("delivery") is YamlScalar { Text: "true" or "false" } flag
            ? new KindMatcher(RequestKind.Delivery, flag.Text == "true")
            : new DeliveryMatcher(when.Texts("delivery").Select(type => type.Text), all: allows);
}
