using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FedFilter.Identity;

namespace FedFilter.Checkpoints.Relay;

/// <summary>What the relay says in its own name (FEP-ae0c).</summary>
internal sealed class RelayActivities(RelayActor actor, TimeProvider time)
{
    public const string Public = "https://www.w3.org/ns/activitystreams#Public";

    private const string Prefix = "/activities/";
    private const string Context = "https://www.w3.org/ns/activitystreams";

    /// <param name="follow">The Follow that is accepted; made by <see cref="FollowOf"/>.</param>
    public byte[] Accept(byte[] follow) => Write(Answer("Accept", follow));

    /// <param name="follow">The Follow that is rejected; made by <see cref="FollowOf"/>.</param>
    /// <param name="summary">Why, for a person.</param>
    public byte[] Reject(byte[] follow, string summary)
    {
        var activity = Answer("Reject", follow);
        activity["summary"] = summary;
        return Write(activity);
    }

    /// <summary>
    /// What is kept of a Follow and sent back in answer to it: what servers look at, by ids alone. The rest of what a stranger sent stays with us.
    /// </summary>
    public static byte[] FollowOf(string id, string who, string whom) =>
        Write(new JsonObject { ["id"] = id, ["type"] = "Follow", ["actor"] = who, ["object"] = whom });

    /// <summary>Whether an id is one that the relay gave to an activity of its own.</summary>
    public bool IsOurs(string id) => id.StartsWith(actor.Settings.Url(Prefix).AbsoluteUri, StringComparison.Ordinal);

    /// <summary>Servers that follow the relay's actor expect to be followed back.</summary>
    /// <param name="whom">Who followed.</param>
    /// <param name="answered">The id of its Follow.</param>
    public byte[] Follow(string whom, string? answered) => Write(FollowBack(whom, answered));

    /// <summary>And to be followed no longer, once they do not follow either.</summary>
    public byte[] Unfollow(string whom, string? answered) => Write(New("Undo", FollowBack(whom, answered), to: [whom]));

    /// <param name="id">The object.</param>
    /// <param name="post">Its place in the log: the same post is announced by the same activity, however often it is sent.</param>
    /// <param name="published">When it was taken.</param>
    public byte[] Announce(string id, long post, DateTimeOffset published)
    {
        var activity = New("Announce", id, to: [actor.Followers], name: $"announce-{post}");
        activity["cc"] = new JsonArray(Public);
        activity["published"] = published.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return Write(activity);
    }

    /// <summary>One id for each Follow that is answered: what is undone is what was done, and who comes again is followed anew, since servers take no id twice.</summary>
    private JsonObject FollowBack(string whom, string? answered) =>
        New("Follow", whom, to: [whom], name: $"follow-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{whom}\n{answered}")))[..32]}");

    private JsonObject Answer(string type, byte[] follow)
    {
        var node = JsonNode.Parse(follow)!;
        return New(type, node, to: [node["actor"]!.GetValue<string>()]);
    }

    private JsonObject New(string type, JsonNode what, string[] to, string? name = null) => new()
    {
        ["@context"] = Context,
        ["id"] = actor.Settings.Url($"{Prefix}{name ?? Guid.CreateVersion7(time.GetUtcNow()).ToString()}").AbsoluteUri,
        ["type"] = type,
        ["actor"] = actor.Id,
        ["to"] = new JsonArray([.. to.Select(one => JsonValue.Create(one))]),
        ["object"] = what,
    };

    private static byte[] Write(JsonObject activity) => JsonSerializer.SerializeToUtf8Bytes(activity);
}
