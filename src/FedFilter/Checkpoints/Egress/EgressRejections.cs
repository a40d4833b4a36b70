using System.Net;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints.Egress;

/// <summary>Counts what the policy was not asked about or could not see into: in the metrics, and once a minute in the audit log.</summary>
internal sealed class EgressRejections(EgressMetrics metrics, RejectionRecord record)
{
    /// <summary>Codes that are counted and answer nothing.</summary>
    public static readonly IReadOnlyList<string> Unanswered = [Admission.EgressUnseen, HiddenName, Idle, Malformed, NoName, NotTls, OtherName, Silent];

    /// <summary>A tunnel through which nothing went for a while.</summary>
    public const string Idle = "egress-idle";

    /// <summary>TLS asked for another host than the CONNECT did.</summary>
    public const string OtherName = "egress-sni";

    /// <summary>TLS asked for no host.</summary>
    public const string NoName = "egress-sni-missing";

    /// <summary>The host that TLS asks for is encrypted.</summary>
    public const string HiddenName = "egress-ech";

    /// <summary>The tunnel's first byte is not the beginning of TLS.</summary>
    public const string NotTls = "egress-not-tls";

    /// <summary>The ClientHello cannot be parsed, or two parsers could read it differently.</summary>
    public const string Malformed = "egress-hello";

    /// <summary>No request came through a tunnel that is intercepted, or no complete ClientHello through another.</summary>
    public const string Silent = "egress-silent";

    /// <param name="client">The address the connection comes from.</param>
    /// <param name="code">A code in docs/reference/codes.md.</param>
    /// <param name="host">The host the tunnel leads to, if it is known.</param>
    public void Count(IPAddress client, string code, string? host = null)
    {
        metrics.Counted(code);
        record.Count(Checkpoint.Egress, code, client, host);
    }
}
