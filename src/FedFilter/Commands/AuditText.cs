using System.Globalization;
using System.Text.Json;
using FedFilter.Audit;
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
        Add("decision", entry.Id);
        Add("time", Time(entry));
        Add("peer", entry.Peer);
        Add("signed by", entry.Signer);
        Add("outcome", Outcome(entry));
        Add("reason", entry.Code);
        Add("rule", entry.Rule ?? "none matched");
        Add("missing", string.Join(", ", entry.Missing));
        Add("checkpoint", $"{entry.Checkpoint}, {entry.Direction}, {entry.Request}");
        Add("policy", entry.Policy);
        if (details is null)
            Add("details", "erased");
        Add("origin", details?.Origin);
        Add("request target", details?.Target);
        Add("key", details?.KeyId);
        Add("actor", details?.Actor);
        Add("activity", details?.ActivityTypes is { } types ? string.Join(", ", types) : null);
        Add("object", details?.Object);
        Add("user agent", details?.UserAgent);
        Add("client network", details?.ClientNetwork);
        return grid;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                grid.AddRow(new Text(name), new Text(value));
        }
    }

    private static string[] Row(AuditRecord record) =>
    [
        Time(record.Entry),
        record.Entry.Peer,
        record.Details?.ActivityTypes is { } types ? $"{string.Join(", ", types)}" : $"{record.Entry.Request} {record.Details?.Target}",
        Outcome(record.Entry),
        record.Entry.Missing.Count == 0 ? record.Entry.Code : $"{record.Entry.Code} ({string.Join(", ", record.Entry.Missing)})",
        record.Entry.Rule ?? "none matched",
        record.Entry.Id,
    ];

    private static string Outcome(AuditEntry entry) => entry switch
    {
        { Kind: "shadow" } => "refuse (shadow)",
        { Kind: "hold" } => Observed("hold", entry),
        _ => Observed("refuse", entry),
    };

    private static string Observed(string outcome, AuditEntry entry) => entry.Enforced ? outcome : outcome + " (observed)";

    private static string Time(AuditEntry entry) => entry.Time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
}
