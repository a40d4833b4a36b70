using DiffPlex.DiffBuilder.Model;

namespace FedFilter.Declarations.Texts;

/// <summary>
/// Whether the promise that a text was read for may have been lost or taken back. A promise can stay in the text word for word and be
/// worth nothing because of a new exception, heading or date beside it, so every doubt near it counts as lost.
/// </summary>
internal static class Clause
{
    /// <summary>How many unchanged passages may lie between the promise and a change that can still be about it.</summary>
    private const int Near = 2;

    /// <param name="before">The text that was read; null if there is no copy of it.</param>
    /// <param name="after">The text that stands there now.</param>
    /// <param name="quote">The sentence that was noted; null if none was.</param>
    public static bool IsLost(string? before, string after, string? quote)
    {
        if (quote is not null && !StandsIn(after, quote))
            return true;
        if (before is null || (quote is not null && !StandsIn(before, quote)))
            return true; // what stood around it is not known
        if (ExtractedText.OfPlain(before).Sha256 == ExtractedText.OfPlain(after).Sha256)
            return false;
        return !KnownLanguage.Reads(before) || !KnownLanguage.Reads(after)
            || IsLost(Passages.Of(before), Passages.Of(after), quote is null ? null : Tidied(quote));
    }

    /// <summary>Whether a quotation stands in a text word for word.</summary>
    public static bool StandsIn(string text, string quote) => text.Contains(Tidied(quote), StringComparison.Ordinal);

    /// <summary>A quotation in the form in which it stands in a text.</summary>
    public static string Tidied(string quote) => ExtractedText.OfPlain(quote).Text.Replace('\n', ' ');

    private static bool IsLost(Passages before, Passages after, string? quote)
    {
        var promises = Promises(before, quote);
        if (promises.Count == 0)
            return true; // no line of it is known to be the promise, so any may be
        var changes = TextDiff.Lines(before.Text, after.Text);
        if (changes.Any(piece => IsChanged(piece) && ClauseWords.SpeaksOfTraining(piece.Text)))
            return true;

        // The passages about training are the same from here on, so they pair up.
        return !Headings(before, promises).SequenceEqual(Headings(after, Promises(after, quote)), Stacks.Instance)
            || (quote is not null && !Quoted(before, quote).Select(before.Around).SequenceEqual(Quoted(after, quote).Select(after.Around), Stacks.Instance))
            || IsTakenBack(changes, quote);
    }

    /// <summary>Whether a changed passage revokes the promise without naming what it is about.</summary>
    private static bool IsTakenBack(IReadOnlyList<DiffPiece> pieces, string? quote)
    {
        var last = Enumerable.Range(0, pieces.Count).LastOrDefault(i => IsPromise(pieces[i].Text, quote), -1);
        for (var i = 0; i < pieces.Count; i++)
            if (IsChanged(pieces[i]) && pieces[i].Text is var text
                && (!KnownLanguage.ReadsPassage(text)
                    || ClauseWords.RevokesATerm(text)
                    || (i < last && Passages.IsHeading(text) && ClauseWords.Limits(text))
                    || (ClauseWords.MayBeAboutItsNeighbour(text) && IsNear(pieces, i, quote))))
                return true;
        return false;
    }

    /// <summary>Whether the promise stands a few unchanged passages before or after a change.</summary>
    private static bool IsNear(IReadOnlyList<DiffPiece> pieces, int at, string? quote)
    {
        foreach (var step in (int[])[-1, 1])
            for (var (i, unchanged) = (at + step, 0); i >= 0 && i < pieces.Count && unchanged < Near; i += step)
                if (!IsChanged(pieces[i]))
                {
                    if (IsPromise(pieces[i].Text, quote) && (unchanged == 0 || !Passages.IsHeading(pieces[i].Text)))
                        return true;
                    unchanged++;
                }

        return false;
    }

    private static List<int> Promises(Passages text, string? quote) => [.. text.Where(passage => IsPromise(passage, quote)).Concat(Quoted(text, quote)).Distinct().Order()];

    private static IEnumerable<IReadOnlyList<string>> Headings(Passages text, IEnumerable<int> promises) =>
        promises.Where(index => !Passages.IsHeading(text[index])).Select(text.Headings);

    private static IEnumerable<int> Quoted(Passages text, string? quote) => quote is null ? [] : text.Quoting(quote);

    private static bool IsPromise(string passage, string? quote) =>
        ClauseWords.SpeaksOfTraining(passage) || (quote is not null && passage.Contains(quote, StringComparison.Ordinal));

    private static bool IsChanged(DiffPiece piece) => piece.Type is ChangeType.Inserted or ChangeType.Deleted;

    private sealed class Stacks : IEqualityComparer<IReadOnlyList<string>>
    {
        public static readonly Stacks Instance = new();

        public bool Equals(IReadOnlyList<string>? x, IReadOnlyList<string>? y) => x is not null && y is not null && x.SequenceEqual(y, StringComparer.Ordinal);

        public int GetHashCode(IReadOnlyList<string> obj) => obj.Count;
    }
}
