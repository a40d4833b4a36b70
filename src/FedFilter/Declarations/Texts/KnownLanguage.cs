using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace FedFilter.Declarations.Texts;

/// <summary>
/// Whether a text is in a language whose words for training are known (<see cref="ClauseWords"/>): English, German, French, Spanish,
/// Italian, Portuguese, Dutch. Told by the small words that each sentence has.
/// </summary>
internal static class KnownLanguage
{
    /// <summary>Running text has twice as many; a neighbouring language shares fewer.</summary>
    private const double FewestSmallWords = 0.2;

    /// <summary>A passage of fewer words may be a name or an address, in any language.</summary>
    private const int ShortestSentence = 6;

    // Words that languages beyond these share (Czech "a", Finnish "on", Turkish "de") are left out or cannot reach the share alone.
    private static readonly FrozenSet<string>[] SmallWords =
    [
        Words("the of and in is are we you your our us for that not with this be it or by as from have has will may any all they these those which can who at if use used when what never other other's must should such its there here than into their does"),
        Words("der die das und ist sind wir sie ihr ihre ihrer uns unser unsere unserer für nicht mit dies diese dieser dieses ein eine einer eines einem einen kein keine keinen keiner von vom zu zum zur im auf aus bei nach oder auch wird werden wurde haben hat kann können wenn wie als an den dem des es dass durch über nur noch nie"),
        Words("le la les un une des et est sont nous vous votre vos notre nos pour pas avec ce cette ces de du dans sur par ou qui que ils elle en au aux plus ont être peut peuvent aucun aucune leur leurs sans jamais comme n"),
        Words("el la los las un una unos y es son nosotros usted ustedes su sus nuestro nuestra nuestros nuestras para no con este esta estos estas de del en por que lo al más han ser puede pueden ningún ninguna como sin nunca ni"),
        Words("il lo la i gli le un una e è sono noi voi vostro vostri nostro nostri nostra per non con questo questa questi queste di del della dei delle degli nel nella in da che al alla più hanno essere può possono nessun come senza mai"),
        Words("os as um uma e é são nós você vocês seu seus sua suas nosso nossa nossos nossas para não com este esta estes estas de da dos das em por ou que ao à mais têm ser pode podem nenhum nenhuma como sem nunca nem"),
        Words("de het een en is zijn wij we u uw ons onze voor niet met dit deze die dat van op in te bij door of ook wordt worden hebben heeft kan kunnen geen als naar om aan uit nooit alle"),
    ];

    /// <summary>Whether a whole text is in one of the languages.</summary>
    public static bool Reads(string text)
    {
        var words = WordsOf(text);
        return words.Count > 0 && HasLatinLettersOnly(text, tolerated: 0.05) && SmallWords.Max(small => Share(words, small)) >= FewestSmallWords;
    }

    /// <summary>Whether a passage of such a text is. Nothing is told from a few words of Latin script, so these are.</summary>
    public static bool ReadsPassage(string passage)
    {
        var words = WordsOf(passage);
        return HasLatinLettersOnly(passage, tolerated: 0) && (words.Count < ShortestSentence || SmallWords.Any(small => words.Any(small.Contains)));
    }

    private static double Share(List<string> words, FrozenSet<string> small) => (double)words.Count(small.Contains) / words.Count;

    private static bool HasLatinLettersOnly(string text, double tolerated)
    {
        var (letters, others) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsLetter(rune))
            {
                letters++;
                if (rune.Value is > 0x24F and (< 0x1E00 or > 0x1EFF) and not (>= 0x2B0 and <= 0x2FF))
                    others++;
            }

        return others <= letters * tolerated;
    }

    private static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
            if (i < text.Length && (char.IsLetter(text[i]) || CharUnicodeInfo.GetUnicodeCategory(text[i]) == UnicodeCategory.NonSpacingMark))
                start = start < 0 ? i : start;
            else if (start >= 0)
            {
                words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }

        return words;
    }

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
