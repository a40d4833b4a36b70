using System.Net;
using FedFilter.Audit;
using FedFilter.Peers;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>What the audit log is told of a request that was turned away before the policy was asked. Never waits.</summary>
internal sealed class RejectionRecord(RejectionRollup rollup)
{
    /// <param name="checkpoint">Where.</param>
    /// <param name="code">Why; one of docs/reference/codes.md, or <c>duplicate</c>.</param>
    /// <param name="claimedKeyId">The key id that the sender named, verified or not.</param>
    /// <param name="client">Where it came from.</param>
    public void Count(Checkpoint checkpoint, string code, string? claimedKeyId, IPAddress client) =>
        rollup.Count(new RejectionKind(AdmissionRecord.Word(checkpoint), code, PeerIri.Parse(claimedKeyId)?.Host, ClientNetwork.Of(client)));

    /// <summary>The same of the origin's own requests.</summary>
    /// <param name="checkpoint">Where.</param>
    /// <param name="code">Why; one of docs/reference/codes.md.</param>
    /// <param name="client">Where it came from.</param>
    public void Count(Checkpoint checkpoint, string code, IPAddress client) => Count(checkpoint, code, claimedKeyId: null, client);
}
