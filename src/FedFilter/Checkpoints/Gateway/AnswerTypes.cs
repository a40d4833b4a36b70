using System.Net.Http.Headers;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>What the Content-Type of an answer says about whether it is an ActivityPub document, from no to yes.</summary>
internal enum AnswerType
{
    /// <summary>Pictures, films, sound, fonts, event streams: never a document, and often long.</summary>
    Media,

    /// <summary>HTML, XML, style sheets and scripts: a document only if the origin mislabels it.</summary>
    Page,

    /// <summary>No type, plain text, bytes, or one that is not known here.</summary>
    Unknown,

    /// <summary>Another JSON type.</summary>
    Json,

    /// <summary>An ActivityPub type, or parts of an answer whose own types stand within its body.</summary>
    ActivityPub,
}

/// <summary>Reads the Content-Type of answers. Where there are several types, the one that is nearest to a document counts, because a receiver may take any.</summary>
internal static class AnswerTypes
{
    private static readonly string[] MediaPrefixes = ["image/", "video/", "audio/", "font/", "text/event-stream"];
    private static readonly string[] PageTypes = ["text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/css", "text/javascript", "application/javascript"];

    public static AnswerType Of(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Type", out var values))
            return AnswerType.Unknown;
        var found = AnswerType.Media;
        foreach (var value in values)
        {
            if (NamesDocument(value))
                return AnswerType.ActivityPub;
            foreach (var part in value.Split(','))
                found = (AnswerType)Math.Max((int)found, (int)OfOne(part));
        }

        return found;
    }

    private static bool NamesDocument(string value)
    {
        // Receivers differ in what they forgive: spaces and quotation marks are not looked at.
        var plain = value.AsSpan().IndexOfAny(" \t\"'") < 0 ? value : string.Concat(value.Where(letter => letter is not (' ' or '\t' or '"' or '\'')));
        return MediaTypes.AsksForActivityPub(plain) || plain.Contains("byteranges", StringComparison.OrdinalIgnoreCase);
    }

    private static AnswerType OfOne(string value)
    {
        var type = value.Split(';')[0].Trim();
        if (MediaPrefixes.Any(prefix => type.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            return AnswerType.Media;
        if (PageTypes.Contains(type, StringComparer.OrdinalIgnoreCase) || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase))
            return AnswerType.Page;
        return type.Contains("json", StringComparison.OrdinalIgnoreCase) ? AnswerType.Json : AnswerType.Unknown;
    }
}
