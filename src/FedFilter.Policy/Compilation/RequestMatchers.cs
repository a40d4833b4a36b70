using FedFilter.Policy.Facts;
using FedFilter.Policy.Rules;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The matchers about the request itself: what is asked, where, and which way content flows.</summary>
internal static class RequestMatchers
{
    public static IEnumerable<Matcher> Read(YamlFields when, MatcherScope scope)
    {
        if (when.Has("direction"))
            yield return new DirectionMatcher(when.AnyOf("direction", RequestWords.Directions));
        if (when.Has("checkpoint"))
            yield return new CheckpointMatcher(when.AnyOf("checkpoint", RequestWords.Checkpoints));
        if (when.Has("fetch"))
            yield return Fetch(when, scope);
        if (when.Has("delivery"))
            yield return Delivery(when, scope);
        if (when.OneOf("signature", RequestWords.Signatures) is { } signed)
            yield return new SignatureMatcher(signed);
        if (when.Flag("forwarded") is { } forwarded)
            yield return new ForwardedMatcher(forwarded);
    }

    private static Matcher Fetch(YamlFields when, MatcherScope scope)
    {
        if (when.Value("fetch") is YamlScalar { Text: "true" or "false" } flag)
            return new KindMatcher(RequestKind.Fetch, flag.Text == "true");
        var globs = new List<PathGlob>();
        foreach (var text in when.Texts("fetch"))
            if (PathGlob.TryParse(text.Text, out var glob))
                globs.Add(glob);
            else
                scope.Report(
                    text.Place, $"`{Quote.Of(text.Text)}`: fetch takes true, false, or paths such as /users/*/statuses/* that begin with a slash");
        var matcher = new FetchMatcher(globs);
        return when.Texts("fetch").All(text => PathShape.Suffices(text.Text)) ? matcher : scope.Remembered(when, "fetch", matcher);
    }

    private static Matcher Delivery(YamlFields when, MatcherScope scope) =>
        when.Value("delivery") is YamlScalar { Text: "true" or "false" } flag
            ? new KindMatcher(RequestKind.Delivery, flag.Text == "true")
            : new DeliveryMatcher(when.Texts("delivery").Select(type => type.Text), scope.Narrow);
}
