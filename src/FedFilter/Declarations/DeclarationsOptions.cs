using FedFilter.Network;
using FedFilter.Policy;
using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations;

/// <summary>What gathering needs to know of the rest of the program.</summary>
internal sealed record DeclarationsOptions
{
    /// <summary>What the policy in force says of a peer.</summary>
    public required Func<string, PeerEntry?> EntryOf { get; init; }

    /// <summary>The peers that the policy in force names, and its revision.</summary>
    public required Func<(string Revision, IReadOnlyCollection<string> Peers)> Named { get; init; }

    /// <summary>Whose name actors are asked in.</summary>
    public required SigningKey SignAs { get; init; }

    /// <summary>As every fetch of ours says who asks, and where to read about it.</summary>
    public string UserAgent => GuardedRequest.UserAgentOf(SignAs.KeyId);
}
