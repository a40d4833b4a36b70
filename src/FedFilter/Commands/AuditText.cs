using System.Globalization;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Checkpoints;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FedFilter.Commands;

/// <summary>Audit entries for people and for other programs.</summary>
internal static class AuditText
{
    /// <summary>One line: the entry as it is kept, and its details beside it.</summary>
    public static string Json(AuditRecord record)
    {
        var json = JsonSerializer.SerializeToNode(record.Entry, AuditJson.Default.AuditEntry)!.AsObject();
        json["sequence"] = record.Sequence;
        json["details-hash"] = record.Entry.Details;
        json["details"] = record.Details is null ? null : JsonSerializer.SerializeToNode(record.Details, AuditJson.Default.AuditDetails);
        return json.ToJsonString(Words.OneLine);
    }

    public static IRenderable Table(IReadOnlyList<AuditRecord> records)
    {
        if (records.Count == 0)
            return new Text("No entries." + Environment.NewLine);
        var table = new Table().Border(TableBorder.Simple).AddColumns("time", "peer", "request", "decision", "reason", "rule", "id");
        foreach (var record in records)
            table.AddRow([.. Row(record).Select(text => new Text(text))]);
        return table;
    }

    public static IRenderable Details(AuditRecord record)
    {
        var (entry, details) = (record.Entry, record.Details);
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Add(entry.Policy is null ? "entry" : "decision", entry.Id);
        Add("time", Time(entry.Time));
        Add("peer", entry.Peer);
        Add("signed by", entry.Signer);
        Add("domain", entry.Domain);
        Add(IsOurs(entry) ? "sent to" : "claims to be", entry.ClaimedHost);
        Add("outcome", Outcome(entry));
        Add("first", Time(entry.First));
        Add("last", Time(entry.Last));
        Add("answered as", entry.Of);
        Add("after it", record.Following == 0 ? null : $"{record.Following} more, answered with the same id");
        Add("told apart", entry.Overflow is true ? "senders: not listed separately (too many)" : null);
        Add("reason", entry.Code);
        Add("rule", Rule(entry));
        Add("missing", Missing(entry));
        Add("checkpoint", string.Join(", ", ((string?[])[entry.Checkpoint, entry.Direction, entry.Request]).OfType<string>()));
        Add("policy", entry.Policy);
        Add("read from", entry.Source);
        Add("before it", entry.Before);
        Add("dropped", entry.DroppedBefore is { } position ? string.Create(CultureInfo.InvariantCulture, $"entries before position {position}") : null);
        Add("position", record.Sequence.ToString(CultureInfo.InvariantCulture));
        Add("now", entry.After);
        Add("until", Time(entry.Until));
        if (details is null)
            Add("details", "erased");
        Add("origin", details?.Origin);
        Add("request target", details?.Target);
        Add("key", details?.KeyId);
        Add("actor", details?.Actor);
        Add("handle's domain", details?.HandleDomain);
        Add("activity", details?.ActivityTypes is { } types ? string.Join(", ", types) : null);
        Add("object", details?.Object);
        Add("user agent", details?.UserAgent);
        Add("client network", details?.ClientNetwork);
        Add("note", details?.Note);
        Add("by", details?.By);
        return grid;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                grid.AddRow(new Text(name), new Text(value));
        }
    }

    private static string[] Row(AuditRecord record) =>
    [
        Time(record.Entry.Time) ?? "",
        Host(record.Entry),
        Request(record.Entry, record.Details),
        Outcome(record.Entry),
        Missing(record.Entry) is { } missing ? $"{record.Entry.Code} ({missing})" : record.Entry.Code,
        Rule(record.Entry) ?? "",
        record.Entry.Id,
    ];

    /// <summary>A host that was only claimed must not be taken for a peer.</summary>
    private static string Host(AuditEntry entry) =>
        entry.Kind is AuditKind.Policy or AuditKind.Pruned ? "" : entry.Peer ?? entry.Signer ?? entry.Domain ?? (entry.ClaimedHost is { } claimed ? IsOurs(entry) ? claimed : $"claims {claimed}" : "unknown");

    /// <summary>Whether the origin sent it: the host is then where it was to go.</summary>
    private static bool IsOurs(AuditEntry entry) => entry.Checkpoint == "egress";

    private static string Request(AuditEntry entry, AuditDetails? details) => (entry, details) switch
    {
        ({ Kind: AuditKind.Policy, Policy: { } policy }, _) => $"policy {policy[..12]}",
        ({ DroppedBefore: { } position }, _) => string.Create(CultureInfo.InvariantCulture, $"entries before {position}"),
        ({ Source: { } source }, _) => source,
        ({ Until: { } until }, _) => $"until {Time(until)}",
        ({ Of: { } id }, _) => $"after {id}",
        (_, { ActivityTypes: { } types }) => string.Join(", ", types),
        ({ Request: { } request }, _) => $"{request} {details?.Target}",
        ({ Kind: AuditKind.Rejections }, { Target: { } pattern }) => pattern,
        (_, { ClientNetwork: { } network }) => $"from {network}",
        _ => "",
    };

    private static string Outcome(AuditEntry entry)
    {
        var outcome = entry.Kind switch
        {
            AuditKind.Policy => "in force",
            AuditKind.Pruned => "dropped",
            AuditKind.Evidence => "declares",
            AuditKind.Override => "allowed by exception",
            AuditKind.Rejections when entry.Code == Admission.EgressUnseen => "tunnelled",
            AuditKind.Rejections => "reject",
            AuditKind.Duplicates => "duplicate",
            AuditKind.NothingToDelete => "nothing to delete",
            AuditKind.Identity => "identity only",
            AuditKind.Shadow or AuditKind.Shadows => "refuse (shadow)",
            var kind => kind.StartsWith(AuditKind.Hold, StringComparison.Ordinal) ? "hold" : "refuse",
        };
        if (entry.Count is { } count)
            outcome += $" ×{count}";
        else if (entry.Kind is AuditKind.Shadows || entry.Kind == AuditKind.Several(AuditKind.Refusal) || entry.Kind == AuditKind.Several(AuditKind.Hold))
            outcome += ", as those after it";
        return entry.Enforced || entry.Kind is AuditKind.Shadow or AuditKind.Shadows ? outcome : outcome + " (observed)";
    }

    /// <summary>Only where the rules were asked.</summary>
    private static string? Rule(AuditEntry entry) => entry.Policy is null || entry.Kind is AuditKind.Policy or AuditKind.Evidence or AuditKind.Override ? null : entry.Rule ?? "none matched";

    private static string? Missing(AuditEntry entry) => entry.Missing is { Count: > 0 } missing ? string.Join(", ", missing) : null;

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
}
