using System.Text.RegularExpressions;

namespace FedFilter.Declarations.Texts;

/// <summary>Whether what a text was read for still stands in it.</summary>
internal static partial class Clause
{
    /// <param name="before">The text that was read; null if there is no copy of it.</param>
    /// <param name="after">The text that stands there now.</param>
    /// <param name="quote">The sentence that was noted; null if none was.</param>
    public static bool IsLost(string? before, string after, string? quote)
    {
        if (quote is not null)
            return !after.Contains(Tidied(quote), StringComparison.Ordinal);

        // Without a note of it, a changed line that speaks of the matter may have been it. Where nothing is known, it may be lost.
        return before is null || TextDiff.Removed(before, after).Any(line => SpeaksOfTraining().IsMatch(line));
    }

    /// <summary>A quotation in the form in which it stands in a text.</summary>
    public static string Tidied(string quote) => ExtractedText.OfPlain(quote).Text.Replace('\n', ' ');

    /// <summary>Words for training and for what is trained, in the languages that terms were found in. Too many lines rather than too few.</summary>
    [GeneratedRegex(
        @"\b(ai|a\.i\.|ki|ia|iia|llms?|gpt|model(s|l|le|los?|li|os?)?|mod[eè]les?|train\w*|entra[iî]n\w*|entren\w*|addestr\w*|trein\w*|machine[ -]learning|maschinelles?|artificial|artificielle|artificiale|künstliche\w*|scrap\w*|data mining)\b|学習|人工知能|生成AI",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SpeaksOfTraining();
}
