using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Peers;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Reads the links of a NodeInfo index or a WebFinger answer (both are a JRD, RFC 7033, section 4.4).</summary>
internal static class AnnouncedLinks
{
    private const int MaxLinks = 32;

    /// <summary>The paths on the origin's own host that links of a relation lead to. Never throws.</summary>
    public static IReadOnlyList<string> Paths(ReadOnlyMemory<byte> json, Func<string, bool> relation, OriginSettings origin) =>
        [.. Targets(json, relation).Select(href => OwnPath(href, origin)).OfType<string>().Distinct()];

    /// <summary>Returns whether a link of a relation leads to an id. Never throws.</summary>
    public static bool LeadTo(ReadOnlyMemory<byte> json, string relation, string id) => Targets(json, rel => rel == relation).Any(href => PeerIri.AreSame(href, id));

    private static IReadOnlyList<string> Targets(ReadOnlyMemory<byte> json, Func<string, bool> relation)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("links", out var links) || links.ValueKind != JsonValueKind.Array)
                return [];
            return [.. links.EnumerateArray().Take(MaxLinks).Where(link => Text(link, "rel") is { } rel && relation(rel)).Select(link => Text(link, "href")).OfType<string>()];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return []; // InvalidOperationException: a string that is not valid Unicode
        }
    }

    private static string? OwnPath(string? href, OriginSettings origin) =>
        Uri.TryCreate(href, UriKind.Absolute, out var url)
        && origin.Aliases.Prepend(origin.Host).Contains(url.Authority, StringComparer.OrdinalIgnoreCase)
        && PathOf(href) is { IsAmbiguous: false } path
            ? path.Canonical
            : null;

    /// <summary>The path as it is written in a URL; not by way of Uri, which would mend what makes it ambiguous.</summary>
    private static RequestPath PathOf(string url)
    {
        var authority = url.IndexOf("//", StringComparison.Ordinal) + "//".Length;
        var path = url.AsSpan(authority).IndexOfAny("/?#\\");
        return RequestPath.Of(path < 0 ? "/" : url[(authority + path)..]);
    }

    private static string? Text(JsonElement link, string name) =>
        link.ValueKind == JsonValueKind.Object && link.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
