using FedFilter.Commands.Commitments;

namespace FedFilter.Commands.PeerEntries;

/// <summary>Where in a text a quotation that does not stand in it may have been meant.</summary>
internal static class NearestLine
{
    private const int Longest = 300;

    public static string Words(string text, string quote)
    {
        var wanted = WordsOf(quote);
        var (line, shared) = text.Split('\n').Select(line => (Line: line, Shared: WordsOf(line).Count(wanted.Contains))).MaxBy(pair => pair.Shared);
        return shared == 0
            ? "No line of it has a word in common with it."
            : $"The nearest line is:\n  {StatementWords.Printable(line.Length > Longest ? line[..Longest] + "…" : line)}";
    }

    private static HashSet<string> WordsOf(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new string([.. word.Where(char.IsLetterOrDigit)]).ToLowerInvariant()).Where(word => word.Length > 0)];
}
