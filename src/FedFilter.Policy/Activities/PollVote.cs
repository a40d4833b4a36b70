using System.Text.Json;

namespace FedFilter.Policy.Activities;

/// <summary>
/// A vote in a poll: a Create of a Note that names an option in <c>name</c>, replies to the poll and says nothing else (Mastodon:
/// app/serializers/activitypub/vote_serializer.rb; snac adds an empty line as the content). It is addressed to one person, as a direct
/// message is. What carries anything besides is no vote, or a message could be sent as one.
/// </summary>
internal static class PollVote
{
    private static readonly string[] More = ["attachment", "image", "object", "oneOf", "anyOf"];

    public static bool Is(JsonElement activity, IReadOnlyCollection<JsonElement> embedded) =>
        IsOnly(activity, "Create") && PlainText.Of(WrittenTexts.Of(activity)) is null
        && embedded.Count > 0 && embedded.Count == Json.Items(activity, "object").Count() && embedded.All(IsVote);

    private static bool IsVote(JsonElement note) =>
        IsOnly(note, "Note")
        && Json.Text(Json.Member(note, "name")) is { } option && PlainText.Of([option]) is { } name && PlainText.Of(WrittenTexts.Of(note)) == name
        && Json.References(note, "inReplyTo").Any()
        && !More.Any(member => Json.Items(note, member).Any());

    private static bool IsOnly(JsonElement node, string type) => Json.Items(node, "type").Select(Json.Text).SequenceEqual([type]);
}
