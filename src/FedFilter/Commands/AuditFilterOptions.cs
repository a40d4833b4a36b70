using System.CommandLine;
using System.Globalization;
using FedFilter.Audit;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands;

/// <summary>The options that choose entries.</summary>
internal sealed class AuditFilterOptions
{
    private readonly Option<string?> _peer = new("--peer") { Description = "Only this host, also where it was only claimed.", HelpName = "HOST" };
    private readonly Option<string?> _kind = new Option<string?>("--kind") { Description = "Only refusal, hold, shadow, rejection, duplicate, nothing-to-delete, identity, policy, evidence, override or pruned.", HelpName = "KIND" };
    private readonly Option<string?> _code = new("--code") { Description = "Only this reason, such as not-committed.", HelpName = "CODE" };
    private readonly Option<string?> _rule = new("--rule") { Description = "Only this rule of the policy.", HelpName = "NAME" };
    private readonly Option<string?> _checkpoint = At();

    private readonly Option<string?> _type = new("--type") { Description = "Only this activity type, such as Create; known as long as details are kept.", HelpName = "TYPE" };
    private readonly Option<string?> _text = new("--text") { Description = "Only with this text in the details, in whole words; a * at the end lets the last word go on.", HelpName = "TEXT" };
    private readonly Option<string?> _id = new("--id") { Description = "Only this decision, and the count of what followed it.", HelpName = "ID" };
    private readonly Option<DateTimeOffset?> _since = Time("--since", "From this time on, such as 2026-11-01 or 2026-11-01T12:30; UTC unless it says otherwise.");
    private readonly Option<DateTimeOffset?> _until = Time("--until", "Before this time.");

    public AuditFilterOptions()
    {
        _kind.AcceptOnlyFromAmong(AuditKind.Refusal, AuditKind.Hold, AuditKind.Shadow, "rejection", "duplicate", AuditKind.NothingToDelete, AuditKind.Identity, AuditKind.Policy, AuditKind.Evidence, AuditKind.Override, AuditKind.Pruned);
        _text.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && SearchWords.Of(text).Length == 0)
                result.AddError("--text takes at least one letter or digit.");
        });
        _id.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var id }] && DecisionId.Normalise(id) is null)
                result.AddError("--id takes a decision's id: 26 letters and digits.");
        });
    }

    public static Option<string?> At() => new Option<string?>("--checkpoint") { Description = "Only what was decided there.", HelpName = "NAME" }
        .AcceptOnlyFromAmong([.. Enum.GetValues<Checkpoint>().Select(Words.Of)]);

    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return time;
            result.AddError($"{name} takes a time such as 2026-11-01 or 2026-11-01T12:30Z, not `{result.Tokens[0].Value}`.");
            return null;
        },
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_peer, _kind, _code, _rule, _checkpoint, _type, _text, _id, _since, _until])
            command.Options.Add(option);
    }

    public AuditFilter Read(ParseResult parse) => new()
    {
        Peer = parse.GetValue(_peer)?.ToLowerInvariant(),
        Kind = parse.GetValue(_kind),
        Code = parse.GetValue(_code),
        Rule = parse.GetValue(_rule),
        Checkpoint = parse.GetValue(_checkpoint),
        Type = parse.GetValue(_type),
        Text = parse.GetValue(_text),
        Id = parse.GetValue(_id) is { } id ? DecisionId.Normalise(id) : null,
        Since = parse.GetValue(_since),
        Until = parse.GetValue(_until),
    };
}
