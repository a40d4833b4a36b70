using System.Collections.Immutable;
using System.Text.RegularExpressions;
using FedFilter.Policy.Activities;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>keywords</c>: one of these words or patterns is in content, summary or name.</summary>
internal sealed class KeywordMatcher(IEnumerable<string> words, IEnumerable<Regex> patterns, bool whenUnknown) : BodyMatcher(whenUnknown)
{
    private readonly ImmutableArray<Keyword> _words = [.. words.Select(word => new Keyword(word))];
    private readonly ImmutableArray<Regex> _patterns = [.. patterns];

    public override string Asks =>
        Spelling.Of("keywords", _words.Select(word => word.ToString()).Concat(_patterns.Select(pattern => $"/{pattern}/")));

    protected override bool? Holds(ActivityFacts activity, DateTimeOffset now) =>
        activity is { Text: { } text, FoldedText: { } folded }
            ? _words.Any(word => word.IsIn(folded)) || _patterns.Any(pattern => pattern.IsMatch(text))
            : activity.HasObject ? false : null;

    protected override string? Found(ActivityFacts activity) => activity.Text is { } text ? Spelling.Of(text) : activity.HasObject ? "no text" : null;
}
