using System.Collections.Immutable;
using FedFilter.Policy.Rules;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>when</c> of a rule, and what stands inside <c>any</c>, <c>all</c> and <c>not</c>: all matchers given must hold.</summary>
internal static class MatcherCompiler
{
    public static ImmutableArray<Matcher> Compile(YamlFields when, MatcherScope scope)
    {
        var matchers = new List<Matcher>();
        matchers.AddRange(PeerMatchers.Read(when, scope));
        matchers.AddRange(RequestMatchers.Read(when, scope));
        matchers.AddRange(BodyMatchers.Read(when, scope));
        matchers.AddRange(Nested(when, scope));
        when.NoOthers();
        return [.. matchers];
    }

    private static IEnumerable<Matcher> Nested(YamlFields when, MatcherScope scope)
    {
        if (when.Has("any"))
            yield return new AnyMatcher(when.Maps("any").Select(inner => Inner(inner, "any", scope.Inside)));
        if (when.Has("all"))
            yield return new AllMatcher(when.Maps("all").Select(inner => Inner(inner, "all", scope.Inside)));
        if (when.Map("not") is { } not)
        {
            if (not.Keys.Count() > 1)
                scope.Report(not.Place, "`not` takes one matcher; put several into `any:` or `all:` inside it");
            yield return new NotMatcher(Inner(not, "not", scope.Opposite));
        }
    }

    private static AllMatcher Inner(YamlFields inner, string key, MatcherScope scope)
    {
        if (scope.Depth > MatcherScope.Deepest)
            scope.Report(inner.Place, $"matchers are nested deeper than {MatcherScope.Deepest} levels; make several rules of this one");
        else if (inner.Keys.Any())
            return new AllMatcher(Compile(inner, scope));
        else
            scope.Report(inner.Place, $"`{key}` names no matcher here");
        return new AllMatcher([]);
    }
}
