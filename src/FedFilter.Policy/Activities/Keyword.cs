namespace FedFilter.Policy.Activities;

/// <summary>A word or phrase that is looked for in folded text, as a whole word.</summary>
internal sealed class Keyword(string text)
{
    private readonly string _folded = Folding.Fold(Folding.Normalise(text));

    /// <summary>Whether anything is left to look for.</summary>
    public bool IsEmpty => _folded.Length == 0;

    public bool IsIn(string folded)
    {
        for (var at = 0; !IsEmpty && (at = folded.IndexOf(_folded, at, StringComparison.Ordinal)) >= 0; at++)
            if (Begins(folded, at) && Ends(folded, at + _folded.Length))
                return true;
        return false;
    }

    public override string ToString() => _folded;

    private bool Begins(string folded, int at) => at == 0 || !RunsOn(folded[at - 1], _folded[0]);

    private bool Ends(string folded, int end) => end == folded.Length || !RunsOn(_folded[^1], folded[end]);

    private static bool RunsOn(char before, char after) => IsOfWord(before) && IsOfWord(after);

    /// <summary>Letters and digits, but not of scripts that write without spaces between words, where no letter tells where a word ends.</summary>
    private static bool IsOfWord(char c) =>
        (char.IsLetterOrDigit(c) || c == '_')
        && c is not ((>= '\u0E00' and <= '\u0EFF') // Thai, Lao
            or (>= '\u1000' and <= '\u109F') // Myanmar
            or (>= '\u1100' and <= '\u11FF') or (>= '\uAC00' and <= '\uD7FF') // Hangul: particles follow without a space
            or (>= '\u1780' and <= '\u17FF') // Khmer
            or (>= '\u2E80' and <= '\uA4CF') or (>= '\uF900' and <= '\uFAFF')); // Chinese, Japanese, Yi
}
