namespace FedFilter.Policy.Yaml;

/// <summary>Finds what a person most likely meant.</summary>
public static class Nearest
{
    private const int MostCompared = 500;

    /// <summary>The nearest known word, or null if none is near: not more than a third of its letters differ.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        if (word.Length > 64)
            return null;
        var (best, distance) = known
            .Where(candidate => Math.Abs(candidate.Length - word.Length) <= Allowed(candidate)) // the others cannot be near
            .Take(MostCompared)
            .Select(candidate => (candidate, Distance(word, candidate)))
            .DefaultIfEmpty((candidate: "", int.MaxValue))
            .MinBy(pair => pair.Item2);
        return distance <= Allowed(best) ? best : null;
    }

    private static int Allowed(string candidate) => (candidate.Length + 2) / 3;

    /// <summary>" (did you mean `x`?)", or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known) =>
        To(word, known) is { } nearest ? $"; did you mean `{nearest}`?" : "";

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
