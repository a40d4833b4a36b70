using System.Globalization;
using System.Text.Json;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Activities;

/// <summary>
/// Reads from an activity what rules may look at. Looks into the activity, its embedded object, that one's object and so on: groups
/// (Lemmy) announce a Create with the post in it. Names are the short ones that servers write; no JSON-LD is done.
/// </summary>
internal static class ActivityFactsReader
{
    private const int MaxDepth = 64;
    private const int MaxObjects = 256;
    private const int MaxTags = 1000;

    public static ActivityFacts Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : ActivityFacts.Nothing;
        }
        catch (JsonException)
        {
            return ActivityFacts.Nothing;
        }
    }

    private static ActivityFacts Read(JsonElement activity)
    {
        var embedded = Embedded(activity).ToList();
        var within = Within(embedded).Take(MaxObjects).ToList();
        List<JsonElement> all = [activity, .. within];
        var text = PlainText.Of(all.SelectMany(WrittenTexts.Of));
        var isVote = PollVote.Is(activity, embedded);
        var facts = new ActivityFacts
        {
            Visibility = isVote ? null : Audience.VisibilityOf(activity, embedded),
            IsVote = isVote,
            Text = text,
            FoldedText = text is null ? null : Folding.Fold(text),
        };
        return embedded.Count == 0 ? facts : facts with
        {
            HasObject = true,
            ObjectTypes = [.. embedded.SelectMany(Types)],
            Hashtags = [.. all.SelectMany(Tags).Take(MaxTags).Where(IsHashtag).SelectMany(HashtagsOf).Distinct(StringComparer.Ordinal)],
            Mentions = all.Max(node => Tags(node).Count(tag => Types(tag).Contains("Mention"))),
            HasAttachments = all.Any(node => Json.Items(node, "attachment").Any(IsAttachment)),
            Published = within.Select(Published).Min(),
        };
    }

    private static IEnumerable<JsonElement> Embedded(JsonElement node) =>
        Json.Items(node, "object").Where(item => item.ValueKind == JsonValueKind.Object);

    private static IEnumerable<JsonElement> Within(IEnumerable<JsonElement> nodes) =>
        nodes.SelectMany(node => Within(Embedded(node)).Prepend(node));

    private static IEnumerable<string> Types(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object ? Json.Types(node) : [];

    private static IEnumerable<JsonElement> Tags(JsonElement node) => Json.Items(node, "tag");

    // Old versions of Pleroma list hashtags as bare words.
    private static bool IsHashtag(JsonElement tag) =>
        tag.ValueKind == JsonValueKind.String || Types(tag).Any(type => type is "Hashtag");

    private static IEnumerable<string> HashtagsOf(JsonElement tag) =>
        (Json.Text(tag) is { } word ? [word] : Json.Strings(tag, "name")).Select(Folding.Hashtag);

    // An actor's profile fields are attachments too.
    private static bool IsAttachment(JsonElement item) =>
        item.ValueKind is JsonValueKind.Object or JsonValueKind.String && !Types(item).Contains("PropertyValue");

    private static DateTimeOffset? Published(JsonElement node) =>
        Json.Text(Json.Member(node, "published")) is { Length: <= 64 } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
