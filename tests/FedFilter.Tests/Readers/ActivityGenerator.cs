using System.Text.Json.Nodes;

namespace FedFilter.Tests.Readers;

/// <summary>
/// Makes activities that a reader of JSON-LD may read in another way than one of plain JSON: names, types and contexts in many combinations,
/// most of them harmless by themselves. The same seed gives the same activities.
/// </summary>
internal sealed class ActivityGenerator(int seed)
{
    public const string Actor = "https://peer.example/users/bob";

    private const string Streams = "https://www.w3.org/ns/activitystreams";

    /// <summary>Contexts that the peer serves, by address.</summary>
    public static readonly IReadOnlyDictionary<string, string> Served = new Dictionary<string, string>
    {
        ["https://peer.example/harmless"] = """{"@context":{"Emoji":"http://joinmastodon.org/ns#Emoji","x":"https://x.example/#"}}""",
        ["https://peer.example/renames"] = """{"@context":{"Boost":"https://www.w3.org/ns/activitystreams#Announce"}}""",
        ["https://peer.example/redefines"] = """{"@context":[{"Like":"https://www.w3.org/ns/activitystreams#Delete"}]}""",
        ["https://peer.example/nested"] = """{"@context":{"x":{"@id":"https://x.example/#x","@context":"https://peer.example/renames"}}}""",
        ["https://peer.example/scoped"] = """{"@context":{"Poke":{"@id":"https://x.example/#Poke","@context":{"object":"https://www.w3.org/ns/activitystreams#actor"}}}}""",
        ["https://peer.example/keywords"] = """{"@context":{"kind":"@type","self":"@id"}}""",
    };

    private static readonly string[] Named =
    [
        "https://w3id.org/security/v1", "https://w3id.org/security/data-integrity/v1", "https://www.w3.org/ns/did/v1", "https://purl.archive.org/miscellany",
        "https://join-lemmy.org/context.json", "https://gotosocial.org/ns", "http://joinmastodon.org/ns", "http://schema.org/", "https://w3id.org/identity/v1",
        "https://peer.example/harmless", .. Served.Keys,
    ];

    private static readonly string[] Terms =
        ["Create", "Delete", "Like", "Announce", "Boost", "Poke", "actor", "object", "attributedTo", "who", "kind", "type", "id", "as", "x", "https", "@vocab", "@language", "@base", "@version", "content", "toot", "Hashtag"];

    private static readonly string[] Meanings =
    [
        "as:Create", "as:Delete", "as:Announce", "as:actor", "as:object", "as:attributedTo", "as:content", "as:Hashtag", Streams + "#", Streams + "#Announce", Streams + "#Ann", "http://www.w3.org/ns/activitystreams#Delete",
        "@type", "@id", "@graph", "x:thing", "x:", "https://x.example/#", "https://x.example/#thing", "as", "as:", "Announce", "actor", "toot:Emoji", "http://schema.org/", "_:", "",
    ];

    private static readonly string[] Types = ["Create", "Like", "Delete", "Announce", "Boost", "Poke", "as:Create", "as:Announce", "x:Create", Streams + "#Delete", "http://www.w3.org/ns/activitystreams#Like", "AS:Delete", "Note", "create", "EmojiReact"];

    private static readonly string[] Others = ["who", "kind", "as:actor", "as:type", "@type", "@id", "self", "x:actor", "@graph", "@reverse", "@nest", "@included", "content", "x", Streams + "#actor", Streams + "#object", "Poke"];

    private static readonly string[] Ids = [Actor, "https://peer.example/1", "https://other.example/users/eve", "https://OTHER.example/2", "x:1", "as:x", "urn:uuid:1", "#1"];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var activity = new JsonObject { ["@context"] = Context(3) };
        activity["id"] = Chance(12) ? Pick(Ids) : "https://peer.example/1";
        activity["type"] = Chance(6) ? new JsonArray(Pick(Types), Pick(Types)) : Pick(Types);
        activity["actor"] = Chance(12) ? Reference() : Actor;
        activity["object"] = Chance(3) ? Post(2) : Reference();
        Spoil(activity);
        return activity.ToJsonString();
    }

    private JsonObject Post(int depth)
    {
        var post = new JsonObject { ["type"] = Pick(Types), ["content"] = "x" };
        if (Chance(2))
            post["id"] = Pick(Ids);
        if (Chance(2))
            post["attributedTo"] = Reference();
        if (Chance(4))
            post["@context"] = Context(2);
        if (depth > 0 && Chance(3))
            post["object"] = Post(depth - 1);
        Spoil(post);
        return post;
    }

    /// <summary>Adds a member whose name may be read as another one.</summary>
    private void Spoil(JsonObject thing)
    {
        if (Chance(6))
            thing[Pick(Others)] = Chance(2) ? Reference() : Pick(Types);
    }

    private JsonNode? Reference() => _random.Next(6) switch
    {
        0 => new JsonObject { ["id"] = Pick(Ids) },
        1 => new JsonObject { ["@id"] = Pick(Ids) },
        2 => new JsonArray(Pick(Ids)),
        _ => Pick(Ids),
    };

    private JsonNode? Context(int depth)
    {
        var contexts = new JsonArray(Chance(10) ? null : Streams);
        while (Chance(2))
            contexts.Add(Chance(3) ? Pick(Named) : Inline(depth));
        return contexts.Count == 1 && Chance(2) ? contexts[0]?.DeepClone() : contexts;
    }

    private JsonObject Inline(int depth)
    {
        var inline = new JsonObject();
        do
        {
            inline[Pick(Terms)] = Definition(depth);
        }
        while (Chance(3));
        return inline;
    }

    private JsonNode? Definition(int depth)
    {
        if (Chance(20))
            return null;
        if (!Chance(3))
            return Pick(Meanings);
        var definition = new JsonObject { ["@id"] = Pick(Meanings) };
        if (Chance(2))
            definition["@type"] = Pick(["@id", "@vocab", "@json", "x:thing"]);
        if (Chance(4))
            definition["@container"] = Pick(["@set", "@list", "@language", "@id", "@type", "@graph", "@index"]);
        if (depth > 0 && Chance(3))
            definition["@context"] = Chance(3) ? Pick(Named) : Inline(depth - 1);
        if (Chance(8))
            definition["@prefix"] = true;
        return definition;
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private bool Chance(int one) => _random.Next(one) == 0;
}
