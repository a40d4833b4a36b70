using FedFilter.Policy.Facts;
using FedFilter.Policy.Rules;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The matchers about the peer and the actor: who asks.</summary>
internal static class PeerMatchers
{
    public static IEnumerable<Matcher> Read(YamlFields when, MatcherScope scope)
    {
        if (when.Has("peer"))
            yield return Peer(when.Texts("peer"), scope);
        if (when.Has("listed"))
            yield return new ListedMatcher(Hosts.KnownLists(when.Texts("listed"), scope.Lists, scope.Problems), scope.Narrow);
        if (when.Has("committed"))
            yield return new CommittedMatcher(Hosts.KnownTerms(when.Texts("committed"), scope.Terms, scope.Problems));
        if (when.Map("standing") is { } standing)
            foreach (var matcher in Standing(standing, scope))
                yield return matcher;
        if (when.Has("actor"))
            yield return scope.Remembered(when, "actor", new ActorMatcher(Actors(when.Texts("actor"), scope), scope.WhenUnknown));
        if (when.Has("actor-type"))
            yield return new ActorTypeMatcher(ActorTypesOf(when.Texts("actor-type"), scope.Problems), scope.WhenUnknown);
        if (when.Has("software"))
            yield return new SoftwareMatcher(when.Texts("software").Select(name => name.Text), scope.WhenUnknown);
        if (when.Duration("first-seen-within") is { } age)
            yield return new FirstSeenMatcher(age, scope.WhenUnknown);
    }

    /// <summary>Those of the named types that an actor may have; a problem for each other one.</summary>
    public static IReadOnlyList<string> ActorTypesOf(IEnumerable<YamlScalar> named, List<Problem> problems)
    {
        var types = new List<string>();
        foreach (var type in named)
            if (!ActorTypes.Usual.Contains(type.Text) && Nearest.To(type.Text, ActorTypes.Usual) is { } nearest)
                problems.Add(new Problem(type.Place, $"`{Quote.Of(type.Text)}` is not the type of any actor; did you mean `{nearest}`?"));
            else if (!ActorTypes.MayBe(type.Text))
                problems.Add(new Problem(type.Place, $"`{Quote.Of(type.Text)}` is not the type of an actor; actors are {string.Join(", ", ActorTypes.Usual)} and others such as Feed"));
            else
                types.Add(type.Text);
        return types;
    }

    private static PeerMatcher Peer(IEnumerable<YamlScalar> named, MatcherScope scope)
    {
        var hosts = new List<string>();
        var parents = new List<string>();
        foreach (var text in named)
        {
            var below = text.Text.StartsWith("*.", StringComparison.Ordinal);
            if (below ? PeerParent.TryParse(text.Text[2..], out var host) : PeerName.TryParse(text.Text, out host))
                (below ? parents : hosts).Add(host);
            else
                scope.Report(text.Place, Hosts.NotAHost(text.Text));
        }

        return new PeerMatcher(hosts, parents, scope.Narrow);
    }

    private static List<StandingMatcher> Standing(YamlFields standing, MatcherScope scope)
    {
        if (!standing.Keys.Any())
            scope.Report(standing.Place, "`standing` takes terms with states, such as { no-ai-training: [stale, withdrawn] }");
        var matchers = new List<StandingMatcher>();
        foreach (var term in standing.Keys)
        {
            Hosts.KnownTerms([new YamlScalar(standing.PlaceOfKey(term), term, Plain: true)], scope.Terms, scope.Problems);
            matchers.Add(new StandingMatcher(term, standing.AnyOf(term, StateWords.All)));
        }

        return matchers;
    }

    private static List<UrlGlob> Actors(IEnumerable<YamlScalar> named, MatcherScope scope)
    {
        var globs = new List<UrlGlob>();
        foreach (var text in named)
            if (UrlGlob.TryParse(text.Text, out var glob))
                globs.Add(glob);
            else
                scope.Report(
                    text.Place, $"`{Quote.Of(text.Text)}`: actor takes URLs such as https://social.example/users/*, with * within a segment and ** across");
        return globs;
    }
}
