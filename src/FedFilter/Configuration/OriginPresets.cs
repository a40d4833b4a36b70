using System.Collections.Immutable;
using FedFilter.Policy;

namespace FedFilter.Configuration;

/// <summary>The presets of <see cref="OriginSoftware"/>, read from each project's routes; the file is named beside each.</summary>
internal static class OriginPresets
{
    private const OriginReads Json = OriginReads.Json;
    private const OriginReads JsonLd = OriginReads.JsonLd;

    // WordPress: the query variables that select what is shown (wp-includes/class-wp.php, $public_query_vars).
    private static readonly string[] WordPressQuery =
        ["author", "author_name", "p", "page_id", "pagename", "name", "attachment", "attachment_id", "c", "term_id", "stamp", "post_type", "feed", "preview", "s"];

    public static ImmutableArray<OriginSoftware> All { get; } =
    [
        // mastodon: config/routes.rb, config/routes/fasp.rb. A delivery with an LD signature is compacted (process_collection_service.rb).
        Preset("mastodon", JsonLd, ["mastodon", "hometown", "glitchcafe", "fedibird", "kmyblue"]) with
        {
            Actors = Globs("/users/*", "/ap/users/*", "/@*", "/actor"),
            Objects = Globs(
                "/users/*", "/users/*/statuses/**", "/users/*/{followers,following,outbox}", "/users/*/collections/**", "/users/*/featured", "/ap/users/**",
                "/@*", "/@*/*", "/contexts/*", "/actor", "/actor/outbox", "/emojis/*"),
            OtherProtocols = Globs("/api/fasp/**"),
        },

        // gotosocial: internal/api/activitypub. Aliases of inline contexts are read, remote ones are never fetched (activity/streams).
        Preset("gotosocial", Json, ["gotosocial"]) with { Actors = Globs("/users/*", "/users/*/main-key", "/@*"), Objects = Globs("/users/**", "/emoji/*") },

        // pleroma, akkoma: lib/pleroma/web/router.ex
        Preset("pleroma", Json, ["pleroma", "soapbox", "rebased"]) with { Actors = PleromaActors, Objects = Pleroma },
        Preset("akkoma", Json, ["akkoma"]) with { Actors = PleromaActors, Objects = Pleroma },

        // misskey: packages/backend/src/server/ActivityPubServerService.ts. A delivery with an LD signature is compacted (InboxProcessorService.ts).
        Preset("misskey", JsonLd, ["misskey", "cherrypick", "sharkey", "firefish", "calckey", "foundkey", "catodon", "iceshrimp", "magnetar", "meisskey"]) with
        {
            Actors = Globs("/users/*", "/users/*/publickey", "/@*"),
            Objects = Globs("/users/**", "/notes/**", "/@*", "/emojis/*", "/likes/*", "/follows/**"),
        },
        Preset("iceshrimp.net", JsonLd, ["iceshrimp.net"]) with { Actors = Globs("/users/*", "/users/*/publickey", "/@*"), Objects = Globs("/users/**", "/notes/**", "/@*", "/emoji/*", "/follows/**", "/bites/*") },

        // lemmy: crates/apub/src/http/routes.rs
        Preset("lemmy", Json, ["lemmy"]) with
        {
            Inboxes = Globs("/site_inbox"),
            Actors = Globs("/", "/u/*", "/c/*"),
            Objects = Globs("/", "/u/*", "/u/*/outbox", "/c/*", "/c/*/{outbox,followers,moderators,featured}", "/post/*", "/comment/*", "/private_message/*", "/activities/**", "/site_outbox"),
        },
        Preset("piefed", Json, ["piefed", "pyfedi"]) with
        {
            Inboxes = Globs("/site_inbox"),
            Actors = Globs("/", "/u/*", "/c/*", "/f/*"),
            Objects = Globs("/", "/u/*", "/u/*/outbox", "/c/*", "/c/*/{outbox,followers,moderators,featured}", "/f/*", "/f/*/{outbox,followers,following,moderators}", "/post/*", "/comment/*", "/activities/**", "/site_outbox"),
        },

        // mbin: config/mbin_routes/activity_pub.yaml
        Preset("mbin", Json, ["mbin", "kbin"]) with
        {
            Actors = Globs("/i/actor", "/u/*", "/m/*"),
            Objects = Globs("/i/actor", "/i/outbox", "/f/object/*", "/u/**", "/m/**", "/message/*", "/reports/*"),
            RoutingParameters = [OriginSoftware.MethodParameter],
        },

        // peertube: server/core/controllers/activitypub
        Preset("peertube", Json, ["peertube"]) with
        {
            Actors = Globs("/accounts/*", "/video-channels/*"),
            Objects = Globs("/accounts/**", "/video-channels/**", "/videos/watch/**", "/videos/update/**", "/w/*", "/redundancy/**", "/video-playlists/**"),
        },

        // pixelfed: routes/api.php, routes/web-portfolio.php
        Preset("pixelfed", Json, ["pixelfed"]) with
        {
            Actors = Globs("/i/actor", "/users/*", "/c/*"),
            Objects = Globs("/i/actor", "/i/actor/outbox", "/users/**", "/p/**", "/stories/**", "/c/*", "/emojis/*"),
            RoutingParameters = [OriginSoftware.MethodParameter],
        },

        // wordpress-activitypub: includes/rest; WordPress: wp-includes/rest-api.php, class-wp-rest-server.php
        Preset("wordpress", Json, ["wordpress"]) with
        {
            Actors = Globs("/author/*", "/@*", "/wp-json/activitypub/1.0/{users,actors}/*", "/wp-json/activitypub/1.0/application", "/activitypub/1.0/{users,actors}/*"),
            Objects = Globs("/wp-json/activitypub/1.0/**", "/activitypub/1.0/**", "/author/*", "/@*"),
            RoutingParameters = ["rest_route", OriginSoftware.MethodParameter, .. WordPressQuery],
            PathParameters = ["rest_route"],
            SendsMethodOverrides = true,
        },

        // friendica: static/routes.config.php; src/App/Arguments.php (pagename)
        Preset("friendica", JsonLd, ["friendica"]) with
        {
            Inboxes = Globs("/inbox/*"),
            Actors = Globs("/profile/*", "/u/*", "/~*", "/friendica"),
            Objects = Globs("/objects/**", "/profile/*", "/u/*", "/~*", "/display/*", "/outbox/*", "/followers/*", "/following/*", "/featured/*", "/friendica", "/friendica/outbox", "/whoami"),
            RoutingParameters = ["pagename"],
            PathParameters = ["pagename"],
        },

        // hubzilla: Zotlabs/Module, addon/pubcrawl; boot.php reads the path from `q` or `req`. Zot6 and OpenWebAuth sign with keys of their own.
        Preset("hubzilla", Json, ["hubzilla", "redmatrix", "streams", "forte", "zap", "osada", "mistpark"]) with
        {
            Inboxes = Globs("/inbox/*"),
            Actors = Globs("/channel/*"),
            Objects = Globs("/channel/*", "/item/*", "/activity/*", "/conversation/*", "/outbox/*", "/followers/*", "/following/*", "/photo/*", "/event/*", "/locs/*", "/thing/*"),
            RoutingParameters = ["q", "req"],
            PathParameters = ["q", "req"],
            OtherProtocols = Globs("/zot", "/owa", "/nomad"),
        },

        // bonfire: activity_pub/lib/web/router.ex (AP_BASE_PATH, by default /pub)
        Preset("bonfire", Json, ["bonfire"]) with { Inboxes = Globs("/pub/shared_inbox"), Actors = Globs("/pub/actors/*"), Objects = Globs("/pub/**") },

        // ghost: TryGhost/ActivityPub src/app.ts (Fedify)
        Preset("ghost", JsonLd, ["ghost"]) with
        {
            Inboxes = Globs("/.ghost/activitypub/inbox/*"),
            Actors = Globs("/.ghost/activitypub/users/*"),
            Objects = Globs("/.ghost/activitypub/{users,followers,following,outbox,liked}/*", "/.ghost/activitypub/{article,note,follow,accept,reject,create,update,like,undo,announce,delete}/*"),
        },

        // snac2: activitypub.c (activitypub_get_handler, activitypub_post_handler)
        Preset("snac", Json, ["snac", "snac2"]) with { Actors = Globs("/*"), Objects = Globs("/*/{outbox,followers,following,featured}", "/*/p/*", "/*/h/*") },

        // mobilizon: lib/web/router.ex
        Preset("mobilizon", Json, ["mobilizon"]) with
        {
            Actors = Globs("/@*", "/relay"),
            Objects = Globs("/@*", "/@*/**", "/events/*", "/comments/*", "/resource/*", "/todo-list/*", "/todo/*", "/p/*", "/member/*", "/relay"),
        },

        // bookwyrm: bookwyrm/urls.py
        Preset("bookwyrm", Json, ["bookwyrm"]) with { Actors = Globs("/user/*", "/actor"), Objects = Globs("/user/**", "/book/**", "/author/**", "/list/**", "/actor") },

        // mitra: src/activitypub/views.rs
        Preset("mitra", Json, ["mitra"]) with { Actors = Globs("/users/*", "/actor"), Objects = Globs("/users/**", "/objects/*", "/collections/**", "/activities/**", "/actor", "/.well-known/apgateway/**") },

        // nodebb: src/routes/activitypub.js
        Preset("nodebb", Json, ["nodebb"]) with
        {
            Actors = Globs("/actor", "/uid/*", "/user/*", "/category/*"),
            Objects = Globs("/actor", "/uid/**", "/user/*", "/post/*", "/post/*/replies", "/topic/*", "/topic/*/*", "/category/**", "/message/*"),
        },

        // discourse-activity-pub: config/routes.rb, mounted at /ap
        Preset("discourse", Json, ["discourse"]) with { Actors = Globs("/ap/actor/*"), Objects = Globs("/ap/{actor,activity,object,collection}/**") },

        // writefreely: routes.go. Collections and posts share their paths with the client API.
        Preset("writefreely", Json, ["writefreely", "writeas"]) with { Actors = Globs("/api/collections/*"), Objects = Globs("/api/collections/*/{outbox,followers,following}") },

        // owncast: activitypub/router.go
        Preset("owncast", Json, ["owncast"]) with { Actors = Globs("/federation/user/*"), Objects = Globs("/federation/**") },

        // takahe: takahe/urls.py; each delivery is canonicalised with pyld.
        Preset("takahe", JsonLd, ["takahe"]) with
        {
            Actors = Globs("/@*", "/actor"),
            Objects = Globs("/@*", "/@*/posts/*", "/@*/{outbox,followers,following}", "/@*/collections/featured", "/actor", "/actor/outbox", "/tags/*"),
        },

        // hollo and others that use Fedify
        Preset("hollo", JsonLd, ["hollo", "hackerspub", "fedify"]) with { Actors = Globs("/@*", "/users/*", "/ap/actors/*"), Objects = Globs("/@*", "/@*/**", "/ap/**", "/tags/*") },

        // activitypub.bot: lib/routes; reads with activitystrea.ms
        Preset("activitypub.bot", JsonLd, ["activitypub.bot", "activitypubbot"]) with { Actors = Globs("/user/*", "/user/*/publickey"), Objects = Globs("/user/**") },

        // wafrn: packages/backend/routes/activitypub
        Preset("wafrn", Json, ["wafrn"]) with { Inboxes = Globs("/fediverse/sharedinbox"), Actors = Globs("/fediverse/blog/*"), Objects = Globs("/fediverse/**") },

        // smithereen: SmithereenApplication.java, ActivityPubRoutes.java
        Preset("smithereen", JsonLd, ["smithereen"]) with { Inboxes = Globs("/activitypub/sharedinbox"), Actors = Globs("/users/*", "/groups/*", "/activitypub/serviceActor"), Objects = Globs("/users/**", "/posts/**", "/activitypub/**") },

        // funkwhale: api/funkwhale_api/federation/urls.py
        Preset("funkwhale", JsonLd, ["funkwhale"]) with { Actors = Globs("/federation/actors/*"), Objects = Globs("/federation/**") },
    ];

    public static OriginSoftware Any { get; } = new()
    {
        Name = "any",

        // Servers of their own that no preset knows follow the same few names.
        Inboxes = [.. All.SelectMany(preset => preset.Inboxes), .. Globs("/**/shared-inbox", "/**/shared_inbox", "/**/sharedinbox")],

        // The home page and every page right below it are actors for single programs; for others WebFinger says which are.
        Actors = [.. All.SelectMany(preset => preset.Actors).DistinctBy(glob => glob.ToString()).Where(glob => glob.ToString() is not ("/" or "/*"))],

        // Not the union: paths such as /u/* and /p/* are federation for one software and the JSON of a web application for another.
        Objects = Globs(
            "/users/**", "/notes/**", "/objects/**", "/activities/**", "/statuses/**", "/actors/**", "/actor/**", "/federation/**", "/ap/**", "/pub/**", "/activitypub/**",
            "/wp-json/activitypub/1.0/**", "/.ghost/activitypub/{users,followers,following,outbox,liked}/*",
            "/.ghost/activitypub/{article,note,follow,accept,reject,create,update,like,undo,announce,delete}/*",
            "/accounts/**", "/video-channels/**", "/uid/**", "/channel/*", "/item/*", "/conversation/*", "/outbox/*", "/followers/*", "/following/*", "/featured/*",
            "/@*", "/@*/**", "/relay", "/relay/{followers,following}", "/internal/fetch", "/i/actor", "/i/outbox", "/f/object/*", "/fediverse/**", "/site_outbox"),
        RoutingParameters = [.. All.SelectMany(preset => preset.RoutingParameters).Distinct(StringComparer.Ordinal)],
        PathParameters = [.. All.SelectMany(preset => preset.PathParameters).Distinct(StringComparer.Ordinal)],
    };

    private static ImmutableArray<PathGlob> PleromaActors => Globs("/users/*", "/relay", "/internal/fetch");

    private static ImmutableArray<PathGlob> Pleroma => Globs(
        "/users/**", "/objects/*", "/activities/*", "/notice/*", "/contexts/*", "/relay", "/relay/{followers,following}", "/internal/fetch", "/internal/fetch/{followers,following}");

    private static OriginSoftware Preset(string name, OriginReads reads, ImmutableArray<string> nodeInfo) => new() { Name = name, Reads = reads, NodeInfoNames = nodeInfo };

    /// <summary>Patterns; <c>{a,b}</c> stands for one pattern with each of the words.</summary>
    private static ImmutableArray<PathGlob> Globs(params string[] patterns) => [.. patterns.SelectMany(Spread).Select(PathGlob.Parse)];

    private static IEnumerable<string> Spread(string pattern)
    {
        var (open, close) = (pattern.IndexOf('{', StringComparison.Ordinal), pattern.IndexOf('}', StringComparison.Ordinal));
        return open < 0 ? [pattern] : pattern[(open + 1)..close].Split(',').Select(word => pattern[..open] + word + pattern[(close + 1)..]);
    }
}
