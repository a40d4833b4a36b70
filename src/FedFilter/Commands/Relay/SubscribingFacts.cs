using FedFilter.Commands.KnownPeers;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands.Relay;

/// <summary>A server's wish to subscribe, as the rules are asked about it.</summary>
internal static class SubscribingFacts
{
    // RFC 2606 keeps the name free: no policy has an entry for it.
    private const string Nobody = "stranger.invalid";

    /// <summary>What is decided about a server that nobody knows.</summary>
    public static Decision OfStranger(PolicySet policy, DateTimeOffset now) => Decided(new KnownPeer(Nobody, policy, null, now));

    public static Decision Decided(KnownPeer peer)
    {
        var facts = new RequestFacts
        {
            Peer = peer.Host,
            Kind = RequestKind.Delivery,
            Direction = Direction.Inbound,
            Checkpoint = Checkpoint.Relay,
            HasSignature = true,
            Path = "/inbox",
            ActivityTypes = ["Follow"],
            Software = peer.Record?.Software,
        };
        return peer.Policy.Decide(facts, peer.Standing, peer.Now);
    }

    /// <summary>What decided it, to be put behind what was decided.</summary>
    public static string By(Decision decision) => decision switch
    {
        { Rule: { } rule } => $" by the rule `{rule}`{(decision.Reason is null ? "" : $" ({Words.Reason(decision)})")}",
        { Reason: Reasons.Overridden } => " by an exception of an admin",
        _ => ", since no rule matches",
    };
}
