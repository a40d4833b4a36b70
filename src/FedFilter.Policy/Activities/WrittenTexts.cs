using System.Text.Json;

namespace FedFilter.Policy.Activities;

/// <summary>
/// All that a person wrote into an object and that a reader may be shown: its own texts, the sources that some servers show in their place,
/// poll options, and the descriptions of attachments.
/// </summary>
internal static class WrittenTexts
{
    private static readonly string[] Named = ["name", "nameMap", "summary", "summaryMap", "content", "contentMap"];

    // Misskey shows its own source in place of the content (packages/backend/src/core/activitypub/models/ApNoteService.ts).
    private static readonly string[] Sources = ["source", "_misskey_content"];

    private static readonly string[] Parts = ["oneOf", "anyOf", "attachment", "image"];

    public static IEnumerable<string> Of(JsonElement node) =>
        OfItself(node)
            .Concat(Sources.SelectMany(member => Json.Items(node, member)).SelectMany(OfSource))
            .Concat(Parts.SelectMany(member => Json.Items(node, member)).Where(part => part.ValueKind == JsonValueKind.Object).SelectMany(OfItself));

    private static IEnumerable<string> OfItself(JsonElement node) => Named.SelectMany(member => Json.Strings(node, member));

    private static IEnumerable<string> OfSource(JsonElement source) =>
        source.ValueKind == JsonValueKind.Object ? Json.Strings(source, "content") : Json.Text(source) is { } text ? [text] : [];
}
