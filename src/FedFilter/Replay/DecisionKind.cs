using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Storage;

namespace FedFilter.Replay;

/// <summary>What decisions have in common that are kept as one: all that rules look at, but no content; all of it bounded.</summary>
internal readonly record struct DecisionKind(
    long Minute, string Peer, bool Named, RequestKind Kind, Direction Direction, Checkpoint Checkpoint,
    string? Types, string? Path, string? ActorType, string? HandleDomain, bool Forwarded,
    string? Answers, Outcome Outcome, string? Rule, string Policy)
{
    /// <summary>Stands in the place of a rule where an admin's exception let a request pass.</summary>
    public const string Exception = "(exception)";

    private const int MostTypes = 8;
    private const int LongestType = 64;
    private const int RevisionDigits = 12;

    /// <summary>Stands for a type that is too long, or for those that are too many: no rule names it.</summary>
    private const string OtherType = "…";

    public static DecisionKind Of(in Decided decided) => new(
        decided.At.ToUnixTimeMilliseconds() / 60_000 * 60_000,
        decided.Peer,
        decided.Named,
        decided.Kind,
        decided.Direction,
        decided.Checkpoint,
        decided.Kind == RequestKind.Delivery ? Bounded(decided.Types) : null,
        decided.Kind == RequestKind.Fetch ? PathShape.Of(decided.Path) : null,
        decided.ActorType is { } type ? Bounded(type) : null,
        decided.HandleDomain,
        decided.Forwarded,
        decided.Answers?.ToString() is { Length: > 0 } answers ? answers : null,
        decided.Decision.Outcome,
        RuleOf(decided.Decision),
        decided.Decision.Policy[..RevisionDigits]);

    /// <summary>The name of the rule that decided; null where none matched.</summary>
    public static string? RuleOf(Decision decision) => decision.Reason == Reasons.Overridden ? Exception : decision.Rule;

    public RecentDecisionRow Row(long count) => new()
    {
        Minute = Minute,
        Peer = Peer,
        Named = Named,
        Kind = (int)Kind,
        Direction = (int)Direction,
        Checkpoint = (int)Checkpoint,
        Types = Types,
        Path = Path,
        ActorType = ActorType,
        HandleDomain = HandleDomain,
        Forwarded = Forwarded,
        Answers = Answers,
        Outcome = (int)Outcome,
        Rule = Rule,
        Policy = Policy,
        Count = count,
    };

    private static string Bounded(IReadOnlyList<string> types) =>
        string.Join('\n', types.Take(MostTypes).Select(Bounded).Concat(types.Count > MostTypes ? [OtherType] : []).Distinct());

    private static string Bounded(string type) =>
        type.Length > LongestType || type.Contains('\n', StringComparison.Ordinal) ? OtherType : type;
}
