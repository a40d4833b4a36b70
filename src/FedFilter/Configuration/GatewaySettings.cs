using System.Net;

namespace FedFilter.Configuration;

/// <summary>What is done with an ActivityPub document when nobody signed for it.</summary>
internal enum UnsignedFetch
{
    Refuse,
    ActorStub,
    Allow,
}

/// <summary>The <c>gateway</c> section.</summary>
internal sealed record GatewaySettings
{
    public required IPEndPoint Listen { get; init; }

    /// <summary>Set when FedFilter ends TLS itself.</summary>
    public CertificateSettings? Certificate { get; init; }

    public required IReadOnlyList<OriginSettings> Origins { get; init; }

    public required IReadOnlyList<string> Inboxes { get; init; }

    public required IReadOnlyList<string> Open { get; init; }

    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>Octets of a delivery.</summary>
    public required long MaxBody { get; init; }

    /// <summary>The default of <see cref="MaxBody"/>.</summary>
    public const int DefaultMaxBody = 1024 * 1024;

    /// <summary>The default of <see cref="ClientLimit"/>.</summary>
    public const int DefaultClientLimit = 512;

    /// <summary>Connections, and requests in flight, of one client network.</summary>
    public required int ClientLimit { get; init; }

    public required UnsignedFetch UnsignedFetch { get; init; }

    /// <summary>True: identity documents also hold name, pictures and the date of creation.</summary>
    public required bool IdentityWithProfile { get; init; }

    /// <summary>True: activities of actors on other hosts than the signer's are decided about instead of refused outright.</summary>
    public required bool PassForwarded { get; init; }

    public required TimeSpan ClockSkew { get; init; }

    /// <summary>True: a GET in the older signature style may leave the query unsigned, as Fedify and Misskey do.</summary>
    public required bool AllowUnsignedQuery { get; init; }

    /// <summary>Bits of the longest RSA modulus of a peer's key.</summary>
    public required int MaxRsaBits { get; init; }

    /// <summary>True: a refusal names the terms and the ways in; false: only a decision id.</summary>
    public required bool ExplainRefusals { get; init; }

    public required bool RefuseOtherTraffic { get; init; }

    public required bool RefuseAiCrawlers { get; init; }
}

/// <summary>A certificate and its key, as PEM files.</summary>
internal sealed record CertificateSettings(string File, string Key);
