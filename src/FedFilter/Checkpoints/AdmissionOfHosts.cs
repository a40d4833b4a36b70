using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>The origin's own requests of which only the host is known, or which bring a host nothing of the origin's.</summary>
internal sealed partial class Admission
{
    /// <summary>A tunnel was let through to a host to which a delivery would not pass: what goes through it cannot be seen.</summary>
    public const string EgressUnseen = "egress-unseen";

    /// <summary>
    /// A tunnel. Through it goes a delivery, or a fetch, or both: it is refused where the host itself is refused both; in strict mode
    /// wherever a delivery would be. Let pass though a delivery would not, its code is <see cref="EgressUnseen"/>.
    /// </summary>
    public async ValueTask<Verdict> AdmitTunnelAsync(AdmissionQuestion question, bool strict, CancellationToken cancellation)
    {
        var (set, now) = (policies.Current, time.GetUtcNow());
        var (delivery, itself) = await DecideHostAsync(set, question with { Kind = RequestKind.Delivery }, ask: strict, now, cancellation);
        if (!strict && delivery.Outcome is not (Outcome.Allow or Outcome.Limit))
        {
            var (_, fetch) = await DecideHostAsync(set, question with { Kind = RequestKind.Fetch }, ask: false, now, cancellation);
            delivery = itself is not null && fetch is not null
                ? itself.Outcome <= fetch.Outcome ? itself : fetch
                : delivery with { Outcome = Outcome.Allow, Reason = EgressUnseen, Missing = [] };
        }

        return await ConcludeAsync(question with { Kind = RequestKind.Delivery }, Counted([new(question.Signer, delivery)]), cancellation);
    }

    /// <summary>A request that brings the host nothing of the origin's: refused only where the host itself is.</summary>
    public async ValueTask<Verdict> AdmitFetchAsync(AdmissionQuestion question, CancellationToken cancellation)
    {
        var (set, now) = (policies.Current, time.GetUtcNow());
        var (fetch, itself) = await DecideHostAsync(set, question, ask: false, now, cancellation);
        var decision = itself ?? fetch with { Outcome = Outcome.Allow, Reason = null, Missing = [] };
        return await ConcludeAsync(question, new(question.Signer, decision), cancellation);
    }

    /// <summary>
    /// Whether a delivery would pass if its signature held. Nothing is recorded, counted or asked for, because the sender may be anyone.
    /// </summary>
    public async ValueTask<bool> WouldPassAsync(AdmissionQuestion question, CancellationToken cancellation)
    {
        var (set, now) = (policies.Current, time.GetUtcNow());
        if (settings.OwnHosts.Contains(question.Signer) && set.DecideOwn(question.Signer) is not null)
            return true;
        var known = await records.FindAsync(question.Signer, cancellation);
        var asked = await facts.OfOtherAsync(
            question.Signer,
            new RequestFacts
            {
                Peer = question.Signer,
                Direction = question.Direction,
                Checkpoint = question.Checkpoint,
                Kind = question.Kind,
                HasSignature = true,
                Path = question.Path,
                RoutedPaths = question.RoutedPaths,
                ActivityTypes = question.Activity?.Types ?? [],
                Actor = ActorUrl.TryParse(question.KeyOwner, out var actor) ? actor : null,
                Body = set.Needs.HasFlag(FactKinds.Body) ? new ActivityBody(question.Body) : null,
                Answers = set.Needs.HasFlag(FactKinds.Answers) ? new Answers() : null,
            },
            known.Software,
            set.Needs,
            cancellation);
        return set.Decide(asked, set.StandingOf(question.Signer, known.Evidence, now), now).Effective is Outcome.Allow or Outcome.Limit;
    }

    /// <summary>The decision, and where it is about the host itself that one; if told to, the host is asked where the decision depends on it.</summary>
    private async ValueTask<(Decision Decision, Decision? Itself)> DecideHostAsync(
        PolicySet set, AdmissionQuestion question, bool ask, DateTimeOffset now, CancellationToken cancellation)
    {
        // Only named, as a host that a request concerns: that the origin asks it something does not make it known.
        var known = await records.FindAsync(question.Signer, cancellation);
        var asked = await facts.OfOtherAsync(
            question.Signer,
            new RequestFacts
            {
                Peer = question.Signer,
                Direction = question.Direction,
                Checkpoint = question.Checkpoint,
                Kind = question.Kind,
                HasSignature = true,
                Path = question.Path,
            },
            known.Software,
            set.Needs,
            cancellation);
        if (ask)
            (_, known) = await AskedAsync(set, asked, known, question.Origin, now, cancellation);
        var standing = set.StandingOf(question.Signer, known.Evidence, now);
        var decision = set.Decide(asked, standing, now);
        return (decision, OutrightRefusal.Of(set, asked, standing, decision, now));
    }
}
