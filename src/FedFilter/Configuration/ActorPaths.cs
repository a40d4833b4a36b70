using System.Collections.Frozen;
using System.Collections.Immutable;
using FedFilter.Policy;

namespace FedFilter.Configuration;

/// <summary>Where a server software serves its actors, with their keys and boxes. Read from the files that <see cref="OriginPresets"/> names.</summary>
internal sealed class ActorPaths
{
    private static readonly string[] KeyDocuments = ["main-key", "publickey"]; // gotosocial: internal/uris; activitypub.bot: lib/routes

    private static readonly FrozenDictionary<string, ActorPaths> BySoftware = new Dictionary<string, string[]>
    {
        ["mastodon"] = ["/users/*", "/ap/users/*", "/actor"],
        ["gotosocial"] = ["/users/*"],
        ["pleroma"] = ["/users/*", "/relay", "/internal/fetch"],
        ["akkoma"] = ["/users/*", "/relay", "/internal/fetch"],
        ["misskey"] = ["/users/*"],
        ["iceshrimp.net"] = ["/users/*"],
        ["lemmy"] = ["/", "/u/*", "/c/*"],
        ["piefed"] = ["/", "/u/*", "/c/*", "/f/*"],
        ["mbin"] = ["/i/actor", "/u/*", "/m/*"],
        ["peertube"] = ["/accounts/*", "/video-channels/*"],
        ["pixelfed"] = ["/i/actor", "/users/*"],
        ["wordpress"] = ["/author/*", "/@*", "/wp-json/activitypub/1.0/actors/*", "/wp-json/activitypub/1.0/users/*", "/activitypub/1.0/actors/*", "/activitypub/1.0/users/*", "/wp-json/activitypub/1.0/application"],
        ["friendica"] = ["/profile/*", "/u/*", "/~*", "/friendica"],
        ["hubzilla"] = ["/channel/*"],
        ["bonfire"] = ["/pub/actors/*", "/pub/shared_actor"],
        ["ghost"] = ["/.ghost/activitypub/users/*"],
        ["snac"] = ["/*"],
        ["mobilizon"] = ["/@*", "/relay"],
        ["bookwyrm"] = ["/user/*", "/actor"],
        ["mitra"] = ["/users/*", "/actor"],
        ["nodebb"] = ["/actor", "/uid/*", "/category/*"],
        ["discourse"] = ["/ap/actor/*"],
        ["writefreely"] = ["/api/collections/*"],
        ["owncast"] = ["/federation/user/*"],
        ["takahe"] = ["/@*", "/actor"],
        ["hollo"] = ["/@*", "/users/*", "/ap/users/*", "/ap/actors/*"],
        ["activitypub.bot"] = ["/user/*"],
        ["wafrn"] = ["/fediverse/blog/*", "/fediverse/actor"],
        ["smithereen"] = ["/users/*", "/activitypub/serviceActor"],
        ["funkwhale"] = ["/federation/actors/*"],
    }.ToFrozenDictionary(pair => pair.Key, pair => new ActorPaths(pair.Value), StringComparer.Ordinal);

    /// <summary>Servers of their own that no preset knows. A path of one segment could be anything there.</summary>
    private static readonly ActorPaths Any = new(
    [
        "/users/*", "/user/*", "/u/*", "/c/*", "/@*", "/actors/*", "/actor", "/i/actor", "/ap/users/*", "/ap/actor/*", "/ap/actors/*", "/pub/actors/*", "/accounts/*", "/video-channels/*", "/author/*",
        "/profile/*", "/channel/*", "/uid/*", "/federation/user/*", "/federation/actors/*", "/fediverse/blog/*", "/relay", "/internal/fetch", "/.ghost/activitypub/users/*",
        "/wp-json/activitypub/1.0/actors/*", "/wp-json/activitypub/1.0/users/*", "/activitypub/1.0/actors/*", "/activitypub/1.0/users/*",
    ]);

    private readonly ImmutableArray<PathGlob> _documents;
    private readonly ImmutableArray<PathGlob> _inboxes;
    private readonly ImmutableArray<PathGlob> _outboxes;

    private ActorPaths(string[] actors)
    {
        _documents = [.. actors.Concat(actors.SelectMany(actor => KeyDocuments.Select(key => Below(actor, key)))).Select(PathGlob.Parse)];
        _inboxes = [.. actors.Select(actor => PathGlob.Parse(Below(actor, "inbox")))];
        _outboxes = [.. actors.Select(actor => PathGlob.Parse(Below(actor, "outbox")))];
    }

    public static ActorPaths Of(OriginSoftware software) => BySoftware.GetValueOrDefault(software.Name, Any);

    /// <summary>Whether a canonical path is one of an actor or of a key that has a document of its own.</summary>
    public bool IncludeDocument(string path) => Matches(_documents, path);

    /// <summary>Whether a canonical path is the inbox of one actor, not one that several share.</summary>
    public bool IncludeInbox(string path) => Matches(_inboxes, path);

    /// <summary>Whether a canonical path is the outbox of one actor.</summary>
    public bool IncludeOutbox(string path) => Matches(_outboxes, path);

    private static string Below(string actor, string name) => $"{actor.TrimEnd('/')}/{name}";

    private static bool Matches(ImmutableArray<PathGlob> globs, string path)
    {
        foreach (var glob in globs)
            if (glob.Matches(path))
                return true;
        return false;
    }
}
