using System.Net;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints.Egress;

/// <summary>Counts what the policy was not asked about or could not see into: in the metrics, and once a minute in the audit log.</summary>
internal sealed class EgressRejections(EgressMetrics metrics, RejectionRecord record)
{
    /// <summary>Codes that are counted and answer nothing.</summary>
    public static readonly IReadOnlyList<string> Unanswered = [Admission.EgressUnseen, Idle, OtherName, Silent];

    /// <summary>A tunnel through which nothing went for a while.</summary>
    public const string Idle = "egress-idle";

    /// <summary>TLS asked for another host than the CONNECT did.</summary>
    public const string OtherName = "egress-sni";

    /// <summary>Nothing came through a tunnel whose requests are read.</summary>
    public const string Silent = "egress-silent";

    public void Count(IPAddress client, string code)
    {
        metrics.Counted(code);
        record.Count(Checkpoint.Egress, code, client);
    }
}
