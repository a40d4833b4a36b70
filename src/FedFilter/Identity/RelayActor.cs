using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Signatures.Keys;

namespace FedFilter.Identity;

/// <summary>The relay's actor: whom servers follow, and whose name everything that is relayed is signed in.</summary>
internal sealed class RelayActor
{
    public const string Path = "/actor";
    public const string Name = "relay";

    private static readonly string[] Contexts = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1", "https://w3id.org/security/multikey/v1"];

    /// <param name="settings">The relay's public name.</param>
    /// <param name="keys">The same keys serve the origins' actors, each under ids of its own.</param>
    public RelayActor(RelaySettings settings, OwnKeys keys)
    {
        Settings = settings;
        Id = settings.Url(Path).AbsoluteUri;
        Inbox = settings.Url("/inbox").AbsoluteUri;
        Outbox = settings.Url("/outbox").AbsoluteUri;
        Followers = settings.Url("/followers").AbsoluteUri;
        Following = settings.Url("/following").AbsoluteUri;
        SigningKey = SigningKey.FromPem(Id + "#main-key", keys.RsaPem);
        DocumentKey = SigningKey.FromPem(Id + "#ed25519-key", keys.Ed25519Pem);
        Document = Write();
    }

    public RelaySettings Settings { get; }

    public string Id { get; }

    public string Inbox { get; }

    public string Outbox { get; }

    public string Followers { get; }

    public string Following { get; }

    /// <summary>RSA, since that is what every server can verify. Its id is the one that the actor document gives.</summary>
    public SigningKey SigningKey { get; }

    /// <summary>Stands for documents; Ed25519.</summary>
    public SigningKey DocumentKey { get; }

    /// <summary>The actor document, <c>application/activity+json</c>.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    private byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["@context"] = Contexts,
        ["id"] = Id,
        ["type"] = "Application",
        ["preferredUsername"] = Name,
        ["name"] = "Relay",
        ["summary"] = "Hands public posts on to servers that have committed themselves to what is asked here, and to no others.",
        ["url"] = Settings.Url("/").AbsoluteUri,
        ["inbox"] = Inbox,
        ["outbox"] = Outbox,
        ["followers"] = Followers,
        ["following"] = Following,
        ["endpoints"] = new { sharedInbox = Inbox },
        ["manuallyApprovesFollowers"] = true,
        ["publicKey"] = new { id = SigningKey.KeyId, owner = Id, publicKeyPem = SigningKey.PublicPem },
        ["assertionMethod"] = new[]
        {
            new { id = DocumentKey.KeyId, type = "Multikey", controller = Id, publicKeyMultibase = DocumentKey.PublicMultibase },
        },
    });
}
