using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Peers;
using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>What the audit log keeps of a decision.</summary>
internal static class AdmissionRecord
{
    public static AuditEntry Entry(AdmissionQuestion question, Verdict verdict, DateTimeOffset now) => new()
    {
        Id = verdict.Id,
        Time = now,
        Kind = verdict.Decision.Outcome == Outcome.Hold ? AuditKind.Hold : AuditKind.Refusal,
        Checkpoint = Word(question.Checkpoint),
        Direction = Word(question.Direction),
        Request = Word(question.Kind),
        Peer = verdict.Peer,
        Signer = verdict.Peer == question.Signer ? null : question.Signer,
        Code = verdict.Decision.Reason!,
        Rule = verdict.Decision.Rule,
        Missing = verdict.Decision.Missing,
        Enforced = verdict.Decision.Enforced,
        Policy = verdict.Decision.Policy,
    };

    /// <summary>What a rule in shadow would have refused: no refusal, and not enforced in any mode.</summary>
    public static AuditEntry Shadow(AdmissionQuestion question, Verdict verdict, DateTimeOffset now) => Entry(question, verdict, now) with { Kind = AuditKind.Shadow };

    public static AuditDetails Details(AdmissionQuestion question, Verdict verdict) => new()
    {
        Origin = question.Origin.Length == 0 ? null : question.Origin,
        KeyId = question.KeyId,
        Actor = question.Activity?.Actor,
        HandleDomain = verdict.HandleDomain,
        ActivityTypes = question.Activity?.Types,
        Object = question.Activity?.Object,
        Target = question.Target,
        UserAgent = question.UserAgent,
        ClientNetwork = question.Client is null ? null : ClientNetwork.Of(question.Client),
    };

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
