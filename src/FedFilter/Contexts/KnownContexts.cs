using System.Collections.Frozen;

namespace FedFilter.Contexts;

/// <summary>
/// Contexts that are common between servers, and whose texts were looked at: none gives a word that is decided by another name, and where one gives it
/// another meaning (schema.org's <c>name</c>), that is nothing that is decided by. They are never fetched. What is kept of each is that fact alone.
/// </summary>
internal static class KnownContexts
{
    /// <summary>Addresses without their scheme: each is taken with https and with http, as it is in use.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Addresses = new[]
    {
        // W3C and w3id.org
        "www.w3.org/ns/activitystreams", "www.w3.org/ns/activitystreams#", "www.w3.org/ns/activitystreams.jsonld",
        "www.w3.org/ns/activitystreams-history/v1.8.jsonld",
        "www.w3.org/ns/cid/v1", "www.w3.org/ns/did/v1", "www.w3.org/ns/did/v1.1", "www.w3.org/ns/credentials/v2", "www.w3.org/2018/credentials/v1",
        "w3id.org/security", "w3id.org/security/v1", "w3id.org/security/v2", "w3id.org/security/data-integrity/v1", "w3id.org/security/data-integrity/v2",
        "w3id.org/security/multikey/v1", "w3id.org/security/suites/ed25519-2020/v1", "w3id.org/identity/v1",

        // Enhancement proposals
        "w3id.org/fep/044f", "w3id.org/fep/1970", "w3id.org/fep/2677", "w3id.org/fep/5711", "w3id.org/fep/5feb", "w3id.org/fep/7888", "w3id.org/fep/7aa9",
        "w3id.org/fep/ef61", "w3id.org/fep/8967", "w3id.org/fep/fb2a",

        // The social web's own, by way of purl.archive.org (SWICG, and the notes of its members)
        "purl.archive.org/miscellany", "purl.archive.org/socialweb/miscellany", "purl.archive.org/socialweb/webfinger", "purl.archive.org/socialweb/blocked",
        "purl.archive.org/socialweb/pending", "purl.archive.org/socialweb/thread", "purl.archive.org/socialweb/thread/1.0", "purl.archive.org/socialweb/mls",
        "swicg.github.io/miscellany/context.jsonld",

        // Server software: Mastodon, Lemmy, Pleroma and Mobilizon, GoToSocial, PeerTube, Misskey, Funkwhale, ForgeFed, Castopod
        "litepub.social/litepub/context.jsonld", "joinmastodon.org/ns", "joinmastodon.org/ns#", "join-lemmy.org/context.json", "gotosocial.org/ns", "joinpeertube.org/ns", "misskey-hub.net/ns",
        "funkwhale.audio/ns", "forgefed.org/ns", "w3id.org/valueflows/",
        "github.com/Podcastindex-org/activitypub-spec-work/blob/main/docs/1.0.md", "purl.org/wytchspace/ns/ap/1.0",

        // Words for things
        "schema.org", "schema.org/", "schema.org/docs/jsonldcontext.jsonld", "ostatus.org", "ostatus.org/schema/1.0", "purl.org/dc/terms/",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Include(ReadOnlySpan<char> address) =>
        (address.StartsWith("https://", StringComparison.Ordinal) && Addresses.Contains(address["https://".Length..]))
        || (address.StartsWith("http://", StringComparison.Ordinal) && Addresses.Contains(address["http://".Length..]));
}
