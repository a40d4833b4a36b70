using FedFilter.Configuration;
using FedFilter.Signatures.Keys;

namespace FedFilter.Identity;

/// <summary>The relay's actor: whom servers follow, and whose name everything that is relayed is signed in.</summary>
internal sealed class RelayActor
{
    public const string Path = "/actor";

    public RelayActor(RelaySettings settings, OwnKeys keys)
    {
        Settings = settings;
        Id = settings.Url(Path).AbsoluteUri;
        Inbox = settings.Url("/inbox").AbsoluteUri;
        Followers = settings.Url("/followers").AbsoluteUri;
        SigningKey = SigningKey.FromPem(Id + "#main-key", keys.RsaPem);
    }

    public RelaySettings Settings { get; }

    public string Id { get; }

    public string Inbox { get; }

    public string Followers { get; }

    /// <summary>RSA, since that is what every server can verify. Its id is the one that the actor document gives.</summary>
    public SigningKey SigningKey { get; }
}
