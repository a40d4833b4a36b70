using System.Text.RegularExpressions;

namespace FedFilter.Declarations.Texts;

/// <summary>
/// A text as the passages that are compared: its lines, and of a long line its sentences. A leading number is left out, because a new
/// section elsewhere renumbers all that follow.
/// </summary>
internal sealed partial class Passages
{
    /// <summary>In characters; a longer line is a whole page in one paragraph.</summary>
    private const int LongestLine = 600;

    private const int LongestHeading = 100;

    /// <summary>A heading may stand below others: title, section, subsection.</summary>
    private const int MostHeadings = 3;

    /// <summary>How many sentences of its own long line belong to a passage's surroundings, on each side.</summary>
    private const int SentencesAround = 3;

    private readonly IReadOnlyList<(int Line, int Start, string Text)> _all;
    private readonly IReadOnlyList<string> _lines;

    private Passages(IReadOnlyList<string> lines)
    {
        _lines = lines;
        _all = [.. lines.SelectMany((line, index) => Split(line).Select(part => (index, part.Start, part.Text)))];
    }

    /// <summary>One passage a line.</summary>
    public string Text => string.Join('\n', _all.Select(passage => passage.Text));

    public string this[int index] => _all[index].Text;

    public static Passages Of(string text) => new([.. text.Split('\n').Select(WithoutNumber).Where(line => line.Length > 0)]);

    /// <summary>The indices of the passages for which something holds.</summary>
    public IEnumerable<int> Where(Func<string, bool> holds) => Enumerable.Range(0, _all.Count).Where(index => holds(_all[index].Text));

    /// <summary>The indices of the passages that a quotation touches; it may run over several sentences of a line.</summary>
    public IEnumerable<int> Quoting(string quote)
    {
        var sought = WithoutNumber(quote);
        for (var index = 0; index < _all.Count; index++)
        {
            var (line, start, text) = _all[index];
            for (var at = _lines[line].IndexOf(sought, StringComparison.Ordinal); at >= 0; at = _lines[line].IndexOf(sought, at + 1, StringComparison.Ordinal))
                if (at < start + text.Length && start < at + sought.Length)
                {
                    yield return index;
                    break;
                }
        }
    }

    /// <summary>A passage with its neighbours: what may limit it or take it back.</summary>
    public IReadOnlyList<string> Around(int index)
    {
        var line = _all[index].Line;
        var (first, last) = (index, index);
        while (first > 0 && index - first < SentencesAround && _all[first - 1].Line == line)
            first--;
        while (last + 1 < _all.Count && last - index < SentencesAround && _all[last + 1].Line == line)
            last++;
        return [.. _all.Skip(Math.Max(0, first - 1)).Take(Math.Min(_all.Count - 1, last + 1) - Math.Max(0, first - 1) + 1).Select(passage => passage.Text)];
    }

    /// <summary>The headings under which a passage stands, nearest first.</summary>
    public IReadOnlyList<string> Headings(int index)
    {
        var at = index - 1;
        while (at >= 0 && !IsHeading(_all[at].Text))
            at--;
        var headings = new List<string>();
        while (at >= 0 && headings.Count < MostHeadings && IsHeading(_all[at].Text))
            headings.Add(_all[at--].Text);
        return headings;
    }

    /// <summary>
    /// Whether a passage looks like a heading. The text has no markup left, so it is short and no sentence. Addresses and dates of the last
    /// change look the same, and mean nothing.
    /// </summary>
    public static bool IsHeading(string passage) =>
        passage.Length <= LongestHeading && passage[^1] is not ('.' or '!' or '?' or ';' or ',') && !passage.Contains('@', StringComparison.Ordinal)
        && !passage.Contains("://", StringComparison.Ordinal) && !ClauseWords.IsDateStamp(passage);

    private static string WithoutNumber(string line) => LeadingNumber().Replace(line, "").Trim();

    private static IEnumerable<(int Start, string Text)> Split(string line)
    {
        if (line.Length <= LongestLine)
        {
            yield return (0, line);
            yield break;
        }

        var at = 0;
        foreach (var sentence in SentenceEnd().Split(line).Where(sentence => sentence.Length > 0))
        {
            at = line.IndexOf(sentence, at, StringComparison.Ordinal);
            yield return (at, sentence);
            at += sentence.Length;
        }
    }

    [GeneratedRegex(@"^(?:\(?(?:\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+|[a-zA-Z]\)|[ivxIVX]{1,5}[.)])\s+|§+\s*\d{1,3}[.:]?\s+|[-*•–—]\s+|#{1,6}\s+)", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"(?<=[.!?])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();
}
