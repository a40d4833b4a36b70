using System.Text.Json;
using FedFilter.Identity;
using FedFilter.Network;

namespace FedFilter.Checkpoints.Relay;

/// <summary>What everyone may read of the relay without a signature, where it never changes while it runs.</summary>
internal sealed class RelayDocuments(RelayActor actor)
{
    private const string ActivityStreams = "https://www.w3.org/ns/activitystreams";
    private const string NodeInfoSchema = "http://nodeinfo.diaspora.software/ns/schema/2.1";

    public const string NodeInfoPath = "/nodeinfo/2.1";

    /// <summary>The index (FEP-f1d5), with the address of the actor (FEP-2677).</summary>
    public byte[] NodeInfoIndex { get; } = JsonSerializer.SerializeToUtf8Bytes(new
    {
        links = new[]
        {
            new { rel = NodeInfoSchema, href = actor.Settings.Url(NodeInfoPath).AbsoluteUri },
            new { rel = ActivityStreams + "#Application", href = actor.Id },
        },
    });

    public byte[] NodeInfo { get; } = JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = "2.1",
        software = new { name = "fedfilter", version = GuardedRequest.UserAgent.Split('/')[1] },
        protocols = new[] { "activitypub" },
        services = new { inbound = Array.Empty<string>(), outbound = Array.Empty<string>() },
        openRegistrations = false,
        usage = new { users = new { total = 1 } },
        metadata = new { nodeName = "Relay", nodeDescription = "Hands public posts on to servers that have committed themselves to what is asked here, and to no others." },
    });

    /// <summary>The WebFinger answer (RFC 7033); null where the question is about nobody here.</summary>
    public byte[]? WebFinger(string resource)
    {
        var acct = $"acct:{RelayActor.Name}@{actor.Settings.Host}";
        var root = actor.Settings.Url("/").AbsoluteUri;
        if (Is(resource, root) || Is(resource, root[..^1]))
            return Jrd(root, ActivityStreams + "#Service"); // FEP-d556
        return Is(resource, acct) || Is(resource, actor.Id) ? Jrd(acct, "self") : null;
    }

    /// <summary>A collection that says how many there are, and not which.</summary>
    public static byte[] Collection(string id, long total) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["@context"] = ActivityStreams,
        ["id"] = id,
        ["type"] = "OrderedCollection",
        ["totalItems"] = total,
    });

    private byte[] Jrd(string subject, string rel) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        subject,
        aliases = new[] { actor.Id },
        links = new[] { new { rel, type = MediaTypes.Activity, href = actor.Id } },
    });

    private static bool Is(string resource, string name) => resource.Equals(name, StringComparison.OrdinalIgnoreCase);
}
