using FedFilter.Commands.KnownPeers;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands.Relay;

/// <summary>What the rules say to a server that asks to subscribe, and of what it would get then.</summary>
internal static class SubscribingFacts
{
    // RFC 2606 keeps the name free: no policy has an entry for it.
    private const string Nobody = "stranger.invalid";

    /// <summary>A server that nobody knows.</summary>
    public static KnownPeer Stranger(PolicySet policy) => new(Nobody, policy, null, TimeProvider.System.GetUtcNow());

    /// <summary>Whether it may subscribe.</summary>
    public static Decision OfFollow(KnownPeer peer) => Of(peer, Direction.Inbound, "Follow");

    /// <summary>Whether it may have a post of another server.</summary>
    public static Decision OfPost(KnownPeer peer) => Of(peer, Direction.Outbound, "Create");

    public static bool Passes(Decision decision) => decision.Outcome is Outcome.Allow or Outcome.Limit;

    /// <summary>What decided it, to be put behind what was decided.</summary>
    public static string By(Decision decision) => decision switch
    {
        { Rule: { } rule } => $" by the rule `{rule}`{(decision.Reason is null ? "" : $" ({Words.Reason(decision)})")}",
        { Reason: Reasons.Overridden } => " by an exception of an admin",
        _ => ", since no rule matches",
    };

    private static Decision Of(KnownPeer peer, Direction direction, string type)
    {
        var facts = new RequestFacts
        {
            Peer = peer.Host,
            Kind = RequestKind.Delivery,
            Direction = direction,
            Checkpoint = Checkpoint.Relay,
            HasSignature = true,
            Path = "/inbox",
            ActivityTypes = [type],
            Software = peer.Record?.Software,
        };
        return peer.Policy.Decide(facts, peer.Standing, peer.Now);
    }
}
