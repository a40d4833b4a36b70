using System.Text.Json;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Activities;

/// <summary>
/// For whom a post is, as Mastodon reads it (app/lib/activitypub/parser/status_parser.rb): the public collection in <c>to</c> is public, in
/// <c>cc</c> unlisted; the followers in <c>to</c> is followers only; the rest is direct. The object's addressing counts before the
/// activity's; a boost has its own.
/// </summary>
internal static class Audience
{
    public static Visibility? VisibilityOf(JsonElement activity, IReadOnlyList<JsonElement> embedded)
    {
        var types = Json.Types(activity).ToHashSet();
        var boosts = types.Contains("Announce");
        if (!boosts && !types.Contains("Create") && !types.Contains("Update"))
            return null;

        var post = boosts || embedded.Count == 0 ? activity : embedded[0];
        var to = Addressed(post, activity, "to").ToList();
        return to.Any(IsPublic) ? Visibility.Public
            : Addressed(post, activity, "cc").Any(IsPublic) ? Visibility.Unlisted
            : to.Any(address => IsFollowersOf(address, activity)) ? Visibility.Followers
            : Visibility.Direct;
    }

    private static IEnumerable<string> Addressed(JsonElement post, JsonElement activity, string name) =>
        Json.References(Json.Member(post, name).ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? activity : post, name);

    /// <summary>The three spellings that ActivityPub (section 5.6) and its errata know, and the one with http that some software writes, as for types.</summary>
    private static bool IsPublic(string address) =>
        address is "https://www.w3.org/ns/activitystreams#Public" or "http://www.w3.org/ns/activitystreams#Public" or "as:Public" or "Public";

    /// <summary>
    /// Mastodon knows the address of the author's followers from the author's document, which is not at hand here. Servers call it
    /// <c>…/followers</c>, and it is on the author's host.
    /// </summary>
    private static bool IsFollowersOf(string address, JsonElement activity) =>
        Uri.TryCreate(address, UriKind.Absolute, out var followers)
        && followers.AbsolutePath.EndsWith("/followers", StringComparison.Ordinal)
        && Json.References(activity, "actor").Any(id => Uri.TryCreate(id, UriKind.Absolute, out var actor) && actor.Authority == followers.Authority);
}
