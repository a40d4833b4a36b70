using System.Collections.Frozen;
using System.Security.Cryptography;

namespace FedFilter.Contexts;

/// <summary>
/// Contexts that are common between servers. They are never fetched; what is kept of each is the fact alone that it gives no word that is
/// decided by another name. Two give some of these words another meaning, which for a reader of JSON-LD can only take words away:
/// schema.org (<c>actor</c>, <c>object</c>, <c>name</c>) and identity/v1.
/// </summary>
internal static class KnownContexts
{
    /// <summary>Addresses without their scheme: each is taken with https and with http, as it is in use.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Addresses = new[]
    {
        // Their texts were read as Fedify ships them (fedify: packages/vocab-runtime/src/contexts); a test reads them again.
        "www.w3.org/ns/activitystreams", "www.w3.org/ns/cid/v1", "www.w3.org/ns/did/v1", "w3id.org/identity/v1", "w3id.org/security/v1",
        "w3id.org/security/data-integrity/v1", "w3id.org/security/data-integrity/v2", "w3id.org/security/multikey/v1", "w3id.org/fep/5711", "w3id.org/fep/ef61",
        "purl.archive.org/socialweb/webfinger", "purl.archive.org/miscellany", "join-lemmy.org/context.json", "gotosocial.org/ns", "joinmastodon.org/ns", "schema.org/",

        // Other spellings of these that are in use.
        "www.w3.org/ns/activitystreams#", "www.w3.org/ns/activitystreams.jsonld", "joinmastodon.org/ns#", "schema.org", "purl.archive.org/socialweb/miscellany",
        "swicg.github.io/miscellany/context.jsonld",

        // Their texts were read in the specification or a program that ships them: security/v2 (digitalbazaar/security-context: js/security-v2.js), FEP-7aa9
        // (fedify: docloader.test.ts), FEP-4ccd (pending), FEP-f228 (thread).
        "w3id.org/security/v2", "w3id.org/fep/7aa9", "purl.archive.org/socialweb/pending", "purl.archive.org/socialweb/thread", "purl.archive.org/socialweb/thread/1.0",

        // Mobilizon names it in every activity (mobilizon: lib/federation/activity_pub/utils.ex). The text at the address was not read; known are the
        // copies of LitePub that Pleroma and Akkoma ship (see below), which define nothing that is decided by in another way.
        "litepub.social/litepub/context.jsonld",

        // Not read, taken on trust: versions and namespaces of W3C, w3id.org and the enhancement proposals, whose maintainers publish words of their own.
        "www.w3.org/ns/activitystreams-history/v1.8.jsonld", "www.w3.org/ns/did/v1.1", "www.w3.org/ns/credentials/v2", "www.w3.org/2018/credentials/v1",
        "w3id.org/security", "w3id.org/security/suites/ed25519-2020/v1", "w3id.org/valueflows/",
        "w3id.org/fep/044f", "w3id.org/fep/1970", "w3id.org/fep/2677", "w3id.org/fep/5feb", "w3id.org/fep/7888", "w3id.org/fep/8967", "w3id.org/fep/fb2a",
        "purl.archive.org/socialweb/blocked", "purl.archive.org/socialweb/mls",

        // Namespaces that some servers name as a context and at which there is none, as it was for joinmastodon.org/ns: a reader that fetches it fails.
        "ostatus.org", "ostatus.org/schema/1.0", "purl.org/dc/terms/", "joinpeertube.org/ns", "misskey-hub.net/ns", "funkwhale.audio/ns", "forgefed.org/ns",
        "purl.org/wytchspace/ns/ap/1.0", "github.com/Podcastindex-org/activitypub-spec-work/blob/main/docs/1.0.md",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// SHA-256 of texts that hosts serve as their own copies, such as <c>/schemas/litepub-0.1.jsonld</c>. A copy of another version is read as any
    /// other context is.
    /// </summary>
    private static readonly FrozenSet<string> Copies = new[]
    {
        "E12FF5802A3CF2A31BF7774DECD44C1990372C738A73552FC3A9214A657FE127", // pleroma: priv/static/schemas/litepub-0.1.jsonld
        "28140969ADA4CF96B6AE70DD9118DF263221E57F7DB71B96994FD90B74CB13F3", // akkoma: priv/static/schemas/litepub-0.1.jsonld
        "E8794CB1007F1C72C5D321C0BD0DED5AE886B8E4316A2CFB6C1AC00AA4A4D6C2", // joinlemmy-site: src/assets/lemmy_federation_context.json, and older ones
        "38E87C4C86B9B703BA0D6A91D44F5C38CDE3CBD28D0E9E1083EBAEBBF6E52862",
        "AE87122757D90F213511C5A5291E622A866DDDF8271EE56A7F79DD5F47F7A2D6",
        "6791EA95F21B5FA7F5DC2AD446CA14CC6BE20379DDCAA438DB56FEF219419701",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Include(ReadOnlySpan<char> address) =>
        (address.StartsWith("https://", StringComparison.Ordinal) && Addresses.Contains(address["https://".Length..]))
        || (address.StartsWith("http://", StringComparison.Ordinal) && Addresses.Contains(address["http://".Length..]));

    /// <summary>Whether a text is, byte for byte, a copy of a known context.</summary>
    public static bool IncludeText(ReadOnlySpan<byte> text) => Copies.Contains(Convert.ToHexString(SHA256.HashData(text)));
}
