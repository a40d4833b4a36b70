using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands.Explain;

/// <summary>What is settled before any rule is asked.</summary>
/// <param name="Passes">Whether the request passes.</param>
/// <param name="Code">The code it is answered with if not.</param>
/// <param name="Open">The entry of the open list by which it passes.</param>
/// <param name="Because">The same in words.</param>
internal sealed record BeforeTheRules(bool Passes, string? Code, string? Open, string Because)
{
    /// <summary>What cannot be read in one way, or is not the sender's to publish, is refused in any mode.</summary>
    public bool PassesWhileObserving { get; private init; }

    /// <summary>Null where the rules decide.</summary>
    public static BeforeTheRules? Of(ExplainQuestion question, Settings settings, PolicySet policy)
    {
        var facts = question.Facts;
        if (facts is { Kind: RequestKind.Fetch, Checkpoint: Checkpoint.Gateway })
        {
            var (open, path) = (new OpenPaths(settings.Gateway), RequestPath.Of(question.Target));
            if (path.IsAmbiguous)
                return new(false, AmbiguousRequests.Path.Code, null, "the path has more than one reading, and the request is signed: it is answered 400");
            if (RoutingQuery.Of(question.Target, question.Origin.Software) is { OverridesMethod: true })
                return new(false, AmbiguousRequests.Method.Code, null, "the query changes the method: it is answered 400");
            if (!RoutingQuery.Of(question.Target, question.Origin.Software).Routes && open.Find(question.Origin, path.Canonical) is { } entry)
                return new(true, null, entry, $"the path is on the open list by the entry {entry}: no signature is asked for; the answer is checked");
        }

        if (question.Fault is { } fault)
            return new(false, fault.Code, null, $"the activity is answered 400: {fault.Detail.TrimEnd('.')}");
        if (facts.Checkpoint == Checkpoint.Egress && (settings.OwnHosts.Contains(facts.Peer) || settings.Egress?.Always.Include(facts.Peer) == true))
            return new(true, null, null, "about this host nothing is decided at the egress: it is one of ours, or in `egress.always`");
        if (facts is { Checkpoint: Checkpoint.Gateway, Forwarded: false } && question.Others.Count == 0 && settings.OwnHosts.Contains(facts.Peer) && policy.DecideOwn(facts.Peer) is not null)
            return new(true, null, null, "it comes from one of your own servers, and no rule names that server");
        if (facts is { Forwarded: true, Checkpoint: Checkpoint.Relay })
            return new(false, Admission.ForwardedUnverified, null, "a relay takes only what a server publishes itself, and the activity speaks for an actor of another host than the one that signed");
        return facts.Forwarded && !settings.Gateway.PassForwarded
            ? new(
                false,
                Admission.ForwardedUnverified,
                null,
                "the activity speaks for an actor of another host than the one that signed; `gateway.forwarded: pass` would let the rules decide")
            { PassesWhileObserving = true }
            : null;
    }
}
