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

    /// <summary>
    /// Whose name a peer is asked in: the FedFilter actor of the origin with this host, because one origin is not to learn through a peer which
    /// others share its FedFilter. For null or any other host, that of the first origin.
    /// </summary>
    public required Func<string?, SigningKey> SignAs { get; init; }
}
