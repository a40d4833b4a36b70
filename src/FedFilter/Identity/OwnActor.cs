using System.Text.Json;
using FedFilter.Signatures.Keys;

namespace FedFilter.Identity;

/// <summary>
/// FedFilter's actor on one origin's host: whose name its own fetches are signed in. Its document is public, or two servers that both
/// ask for signatures could never begin.
/// </summary>
internal sealed class OwnActor
{
    public const string Path = "/fedfilter/actor";
    private const string Name = "fedfilter";

    private static readonly string[] Contexts = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1", "https://w3id.org/security/multikey/v1"];

    private readonly string[] _names;

    /// <param name="scheme">The origin's public scheme.</param>
    /// <param name="host">The origin's public authority.</param>
    /// <param name="keys">The same keys serve all origins, each under ids of its own.</param>
    public OwnActor(string scheme, string host, OwnKeys keys)
    {
        var id = $"{scheme}://{host}{Path}";
        SigningKey = SigningKey.FromPem(id + "#main-key", keys.RsaPem);
        DocumentKey = SigningKey.FromPem(id + "#ed25519-key", keys.Ed25519Pem);
        Document = Write(id, $"{scheme}://{host}");
        WebFinger = WriteWebFinger(id, host);
        _names = [$"acct:{Name}@{host}", id];
    }

    /// <summary>Signs fetches; RSA, since that is what every server can verify.</summary>
    public SigningKey SigningKey { get; }

    /// <summary>Stands for documents; Ed25519.</summary>
    public SigningKey DocumentKey { get; }

    /// <summary>The actor document, <c>application/activity+json</c>.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>The WebFinger answer (RFC 7033), <c>application/jrd+json</c>.</summary>
    public ReadOnlyMemory<byte> WebFinger { get; }

    /// <summary>Whether a WebFinger question is about this actor; all others are the origin's to answer.</summary>
    public bool AnswersTo(string? resource) => resource is not null && _names.Contains(resource, StringComparer.OrdinalIgnoreCase);

    private byte[] Write(string id, string root) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["@context"] = Contexts,
        ["id"] = id,
        ["type"] = "Application",
        ["preferredUsername"] = Name,
        ["name"] = "FedFilter",
        ["summary"] = "Fetches what is needed to decide about requests to this server, in its name.",
        ["url"] = root + "/fedfilter/terms",
        ["inbox"] = id + "/inbox",
        ["outbox"] = id + "/outbox",
        ["manuallyApprovesFollowers"] = true,
        ["publicKey"] = new { id = SigningKey.KeyId, owner = id, publicKeyPem = SigningKey.PublicPem },
        ["assertionMethod"] = new[]
        {
            new { id = DocumentKey.KeyId, type = "Multikey", controller = id, publicKeyMultibase = DocumentKey.PublicMultibase },
        },
    });

    private static byte[] WriteWebFinger(string id, string host) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        subject = $"acct:{Name}@{host}",
        aliases = new[] { id },
        links = new[] { new { rel = "self", type = "application/activity+json", href = id } },
    });
}
