using FedFilter.Declarations;
using FedFilter.Peers;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>
/// Makes of what a checkpoint verified the facts that a decision looks at. Those that cost something are gathered only if a rule in force
/// looks at them.
/// </summary>
internal sealed class FactGathering(PeersSeen seen, HandleDomains handles, DeclarationsOptions declarations)
{
    public async ValueTask<RequestFacts> OfSignerAsync(AdmissionQuestion question, ConcernedHosts hosts, string? software, FactKinds needs, CancellationToken cancellation)
    {
        // Noted whether a rule asks or not: the rule of tomorrow must know of today. Who is only delivered to has not shown itself.
        var met = question.Checkpoint == Checkpoint.Egress || question is { Direction: Direction.Outbound, Kind: RequestKind.Delivery } ? null : seen.MeetAsync(question.Signer);
        return new RequestFacts
        {
            Peer = question.Signer,
            Direction = question.Direction,
            Checkpoint = question.Checkpoint,
            Kind = question.Kind,
            HasSignature = true,
            Path = question.Path,
            RoutedPaths = question.RoutedPaths,
            ActivityTypes = question.Activity?.Types ?? [],
            Forwarded = hosts.Forwarded is not null,
            Actor = needs.HasFlag(FactKinds.Actor) && ActorUrl.TryParse(question.Activity?.Actor ?? question.KeyOwner, out var actor) ? actor : null,
            ActorType = question.ActorType,
            Software = software,
            Body = needs.HasFlag(FactKinds.Body) && question.Activity is not null ? new ActivityBody(question.Body) : null,
            Answers = needs.HasFlag(FactKinds.Answers) ? new Answers() : null,
            FirstSeen = !needs.HasFlag(FactKinds.FirstSeen) ? null
                : met is null ? await seen.FindAsync(question.Signer, cancellation)
                : await met.WaitAsync(cancellation),
        };
    }

    /// <summary>
    /// The domain of the acting actor's handle (<see cref="RequestFacts.HandleDomain"/>). Looked up only for an actor of the host that signed: in
    /// the name of others, anyone could make us ask.
    /// </summary>
    public async ValueTask<string?> HandleDomainAsync(AdmissionQuestion question, CancellationToken cancellation) =>
        PeerIri.Parse(question.Activity?.Actor ?? question.KeyOwner) is { } actor && actor.Host == question.Signer
            ? await handles.FindAsync(actor, declarations.SignAs(question.Origin), cancellation)
            : null;

    /// <summary>The same request, for another host that it concerns. Such a host is only named: that it is, does not make it known.</summary>
    public async ValueTask<RequestFacts> OfOtherAsync(string host, RequestFacts facts, string? software, FactKinds needs, CancellationToken cancellation) => facts with
    {
        Peer = host,
        HandleDomain = null,
        Software = software,
        FirstSeen = needs.HasFlag(FactKinds.FirstSeen) ? await seen.FindAsync(host, cancellation) : null,
    };
}
