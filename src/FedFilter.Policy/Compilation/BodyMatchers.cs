using System.Globalization;
using System.Text.RegularExpressions;
using FedFilter.Policy.Activities;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Rules;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The matchers about what an activity carries.</summary>
internal static class BodyMatchers
{
    public static readonly (string, Visibility)[] Visibilities =
        [("public", Visibility.Public), ("unlisted", Visibility.Unlisted), ("followers", Visibility.Followers), ("direct", Visibility.Direct)];

    // Without backtracking the time is proportional to the text's length, whatever the text is.
    private const RegexOptions Safe = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline;

    public static IEnumerable<Matcher> Read(YamlFields when, MatcherScope scope)
    {
        if (when.Has("object"))
            yield return Remembered("object", new ObjectMatcher(when.Texts("object").Select(type => type.Text), scope.Narrow, scope.WhenUnknown));
        if (when.Has("visibility"))
            yield return Remembered("visibility", new VisibilityMatcher(when.AnyOf("visibility", Visibilities), scope.WhenUnknown));
        if (when.Flag("vote") is { } vote)
            yield return Remembered("vote", new VoteMatcher(vote, scope.WhenUnknown));
        if (when.Has("hashtags"))
            yield return Remembered("hashtags", new HashtagMatcher(Hashtags(when.Texts("hashtags"), scope), scope.WhenUnknown));
        if (when.Has("keywords"))
            yield return Remembered("keywords", Keywords(when.Texts("keywords"), scope));
        if (when.Parsed("mentions-over", "a number", Number) is { } number)
            yield return Remembered("mentions-over", new MentionsMatcher(number, scope.WhenUnknown));
        if (when.Flag("attachments") is { } attachments)
            yield return Remembered("attachments", new AttachmentsMatcher(attachments, scope.WhenUnknown));
        if (when.Duration("published-before") is { } age)
            yield return Remembered("published-before", new PublishedMatcher(age, scope.WhenUnknown));

        Matcher Remembered(string key, Matcher matcher) => scope.Remembered(when, key, matcher);
    }

    private static IEnumerable<string> Hashtags(IEnumerable<YamlScalar> named, MatcherScope scope)
    {
        foreach (var text in named)
            if (Folding.Hashtag(text.Text).Length == 0 || text.Text.Contains(' ', StringComparison.Ordinal))
                scope.Report(text.Place, $"`{Quote.Of(text.Text)}`: a hashtag is one word; a leading # may be left out");
            else
                yield return text.Text;
    }

    private static KeywordMatcher Keywords(IEnumerable<YamlScalar> named, MatcherScope scope)
    {
        var words = new List<string>();
        var patterns = new List<Regex>();
        foreach (var text in named)
            if (text.Text == "//" || new Keyword(text.Text).IsEmpty)
                scope.Report(text.Place, "an empty keyword would be in every text");
            else if (text.Text is ['/', .. var pattern, '/'])
                Pattern(text.Place, pattern, patterns, scope);
            else
                words.Add(text.Text);
        return new KeywordMatcher(words, patterns, scope.WhenUnknown);
    }

    private static void Pattern(Place place, string pattern, List<Regex> patterns, MatcherScope scope)
    {
        try
        {
            patterns.Add(new Regex(pattern, Safe));
        }
        catch (RegexParseException e)
        {
            scope.Report(place, $"`/{Quote.Of(pattern)}/` is not a regular expression: {e.Error} at character {e.Offset}");
        }
        catch (NotSupportedException)
        {
            scope.Report(
                place, $"`/{Quote.Of(pattern)}/`: look-around, back references and very large repetitions are not taken, since they can take very long on some texts");
        }
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
