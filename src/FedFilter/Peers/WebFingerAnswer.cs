using System.Text.Json;

namespace FedFilter.Peers;

/// <summary>A JSON resource descriptor (RFC 7033, section 4.4): what WebFinger answers, and a NodeInfo index too.</summary>
/// <param name="Names">Its subject and its aliases, as far as they are given.</param>
/// <param name="Links">Relation and target of each link that has both.</param>
internal sealed record WebFingerAnswer(IReadOnlyList<string> Names, IReadOnlyList<(string Relation, string Target)> Links)
{
    private const int MaxLinks = 32;
    private const int MaxAliases = 16;

    private static readonly WebFingerAnswer Nothing = new([], []);

    /// <summary>Reads one; without names and links where it is none. Never throws.</summary>
    public static WebFingerAnswer Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? Nothing : new WebFingerAnswer(
                [.. new[] { Text(root, "subject") }.OfType<string>(), .. Entries(root, "aliases", MaxAliases).Where(alias => alias.ValueKind == JsonValueKind.String).Select(alias => alias.GetString()!)],
                [.. from link in Entries(root, "links", MaxLinks)
                    let relation = Text(link, "rel")
                    let target = Text(link, "href")
                    where relation is not null && target is not null
                    select (relation, target)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Nothing; // InvalidOperationException: a string that is not valid Unicode
        }
    }

    /// <summary>Returns whether a link of a relation leads to an id.</summary>
    public bool LeadsTo(string relation, string id) => Links.Any(link => link.Relation == relation && PeerIri.AreSame(link.Target, id));

    private static JsonElement[] Entries(JsonElement root, string name, int most) =>
        root.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array ? [.. array.EnumerateArray().Take(most)] : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
