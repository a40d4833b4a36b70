using System.Net;
using FedFilter.Audit;
using FedFilter.Peers;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>What the audit log is told of a request that was turned away before the policy was asked. Never waits.</summary>
internal sealed class RejectionRecord(RejectionRollup rollup)
{
    /// <summary>Characters of a user agent by which requests are counted separately.</summary>
    private const int MostOfUserAgent = 120;

    /// <param name="checkpoint">Where.</param>
    /// <param name="code">Why; one of docs/reference/codes.md, or <c>duplicate</c>.</param>
    /// <param name="claimedKeyId">The key id that the sender named, verified or not.</param>
    /// <param name="client">Where it came from.</param>
    public void Count(Checkpoint checkpoint, string code, string? claimedKeyId, IPAddress client) =>
        Count(checkpoint, code, client, PeerIri.Parse(claimedKeyId)?.Host);

    /// <summary>Counts a rejected request of the origin.</summary>
    /// <param name="checkpoint">Where.</param>
    /// <param name="code">Why; one of docs/reference/codes.md.</param>
    /// <param name="client">Where it came from.</param>
    /// <param name="host">The host it was for, in canonical form; null if unknown.</param>
    public void Count(Checkpoint checkpoint, string code, IPAddress client, string? host) =>
        rollup.Count(new RejectionKind(AdmissionRecord.Word(checkpoint), code, host, ClientNetwork.Of(client)));

    /// <summary>Counts a request that passed in <c>mode: observe</c> and would be turned away in <c>mode: enforce</c>.</summary>
    /// <param name="checkpoint">Where.</param>
    /// <param name="code">Why; one of docs/reference/codes.md.</param>
    /// <param name="host">The host that the request claims to come from, in canonical form; null if it names none.</param>
    /// <param name="pattern">The pattern of its path.</param>
    /// <param name="userAgent">Its user agent.</param>
    public void CountObserved(Checkpoint checkpoint, string code, string? host, string pattern, string userAgent) =>
        rollup.Count(new RejectionKind(AdmissionRecord.Word(checkpoint), code, host, Network: null)
        {
            Observed = new ObservedRequest(pattern, userAgent.Length > MostOfUserAgent ? userAgent[..MostOfUserAgent] : userAgent),
        });
}
