using FedFilter.Commands.KnownPeers;
using FedFilter.Policy;

namespace FedFilter.Commands.Explain;

/// <summary>One host that a request concerns: what is known of it, and the road to what is decided about it.</summary>
internal sealed record ExplainedHost(KnownPeer Known, Explanation Explanation)
{
    public Decision Decision => Explanation.Decision;

    /// <summary>Whether an exception lets everything pass, so that no rule is asked.</summary>
    public bool IsOverridden => Decision.Reason == Reasons.Overridden;
}
