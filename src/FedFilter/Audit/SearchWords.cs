using System.Text;

namespace FedFilter.Audit;

/// <summary>The words of a text that is looked for, cut as the store's index cuts them: at all that is neither letter nor number.</summary>
internal static class SearchWords
{
    /// <summary>As the index takes them: each must occur, the last may go on. Empty where there are none.</summary>
    public static string Of(string text)
    {
        var words = new List<StringBuilder>();
        var inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var isPart = Rune.IsLetter(rune) || Rune.IsNumber(rune);
            if (isPart && !inWord)
                words.Add(new StringBuilder());
            if (isPart)
                words[^1].Append(rune);
            inWord = isPart;
        }

        return string.Join(' ', words.Select(word => $"\"{word}\"")) + (inWord ? "*" : "");
    }
}
