using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Replay;

/// <summary>One decision as it is noted on a request's way: references to what exists anyhow, and none to the activity itself.</summary>
internal readonly record struct Decided(
    string Peer,
    bool Named,
    RequestKind Kind,
    Direction Direction,
    Checkpoint Checkpoint,
    IReadOnlyList<string> Types,
    string Path,
    string? ActorType,
    string? HandleDomain,
    bool Forwarded,
    Answers? Answers,
    Decision Decision,
    DateTimeOffset At)
{
    public static Decided Of(RequestFacts facts, string peer, Decision decision, DateTimeOffset at) => new(
        peer, peer != facts.Peer, facts.Kind, facts.Direction, facts.Checkpoint, facts.ActivityTypes, facts.Path, facts.ActorType, peer == facts.Peer ? facts.HandleDomain : null,
        facts.Forwarded, facts.Answers, decision, at);
}
