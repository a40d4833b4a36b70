using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace FedFilter.Checkpoints;

/// <summary>The media types of ActivityPub (W3C ActivityPub, section 3.2).</summary>
internal static class MediaTypes
{
    public const string Activity = "application/activity+json";
    public const string LinkedData = "application/ld+json";

    /// <summary>Whether a Content-Type is one of ActivityPub's, whatever its parameters: both kinds carry the same content.</summary>
    public static bool IsActivityPub(string? contentType)
    {
        if (contentType is null)
            return false;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? contentType.AsSpan() : contentType.AsSpan(0, end)).Trim();
        return type.Equals(Activity, StringComparison.OrdinalIgnoreCase) || type.Equals(LinkedData, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether any of a request's Content-Type or Accept lines names one of ActivityPub's types, however the rest of it is written.</summary>
    public static bool AreNamedIn(StringValues lines)
    {
        foreach (var line in lines)
            if (AsksForActivityPub(line))
                return true;
        return false;
    }

    /// <summary>Whether an Accept header names one of ActivityPub's types.</summary>
    public static bool AsksForActivityPub(string? accept) =>
        accept is not null
        && (accept.Contains(Activity, StringComparison.OrdinalIgnoreCase) || accept.Contains(LinkedData, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a person is reading: the client names HTML and none of the machine forms.</summary>
    public static bool AsksForHtml(string? accept) =>
        accept is not null
        && MediaTypeHeaderValue.TryParseList([accept], out var types)
        && types.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase))
        && !AsksForActivityPub(accept);
}
