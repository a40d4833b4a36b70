using System.Text;

namespace FedFilter.Audit;

/// <summary>The words of a text that is looked for, cut as the store's index cuts them: at all that is neither letter nor number.</summary>
internal static class SearchWords
{
    private const char GoesOn = '*';

    /// <summary>The text itself, without the asterisk that lets its last word go on.</summary>
    public static string Plain(string text) => text.TrimEnd(GoesOn);

    /// <summary>As the index takes them: each must occur. Empty where there are none.</summary>
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

        var all = string.Join(' ', words.Select(word => $"\"{word}\""));
        return text.EndsWith(GoesOn) && words.Count > 0 ? all + GoesOn : all;
    }
}
