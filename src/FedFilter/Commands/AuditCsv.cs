using System.Buffers;
using System.Globalization;
using FedFilter.Audit;

namespace FedFilter.Commands;

/// <summary>
/// Entries as lines of CSV (RFC 4180). Peers chose much of the text, and a spreadsheet takes a cell that begins with one of =, +, -, @ for
/// a formula: those get an apostrophe in front, which makes them text.
/// </summary>
internal static class AuditCsv
{
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r＝＋－＠"); // some programs take the full-width ones too
    private static readonly SearchValues<char> ToQuote = SearchValues.Create(",;\"'\t\r\n ");

    private static readonly (string Name, Func<AuditRecord, string?> Value)[] Columns =
    [
        ("position", record => record.Sequence.ToString(CultureInfo.InvariantCulture)),
        ("id", record => record.Entry.Id),
        ("time", record => Time(record.Entry.Time)),
        ("kind", record => record.Entry.Kind),
        ("checkpoint", record => record.Entry.Checkpoint),
        ("direction", record => record.Entry.Direction),
        ("request", record => record.Entry.Request),
        ("peer", record => record.Entry.Peer),
        ("signer", record => record.Entry.Signer),
        ("claimed-host", record => record.Entry.ClaimedHost),
        ("code", record => record.Entry.Code),
        ("rule", record => record.Entry.Rule),
        ("missing", record => record.Entry.Missing is { } missing ? string.Join(' ', missing) : null),
        ("enforced", record => record.Entry.Enforced ? "true" : "false"),
        ("policy", record => record.Entry.Policy),
        ("count", record => (record.Entry.Count ?? 1).ToString(CultureInfo.InvariantCulture)),
        ("first", record => Time(record.Entry.First)),
        ("last", record => Time(record.Entry.Last)),
        ("of", record => record.Entry.Of),
        ("origin", record => record.Details?.Origin),
        ("target", record => record.Details?.Target),
        ("key-id", record => record.Details?.KeyId),
        ("actor", record => record.Details?.Actor),
        ("activity-types", record => record.Details?.ActivityTypes is { } types ? string.Join(' ', types) : null),
        ("object", record => record.Details?.Object),
        ("user-agent", record => record.Details?.UserAgent),
        ("client-network", record => record.Details?.ClientNetwork),
        ("domain", record => record.Entry.Domain),
    ];

    public static string Head => string.Join(',', Columns.Select(column => column.Name));

    public static string Line(AuditRecord record) => string.Join(',', Columns.Select(column => Cell(column.Value(record))));

    private static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        if (Formula.Contains(value[0]))
            value = "'" + value;
        return value.AsSpan().IndexOfAny(ToQuote) < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
