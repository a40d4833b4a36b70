using System.Globalization;
using FedFilter.Audit;

namespace FedFilter.Admin;

/// <summary><c>/fedfilter/decisions/{id}</c>: what was decided and why, without personal data.</summary>
internal static class DecisionPage
{
    public static byte[] Of(AuditRecord record) => Of(record.Entry, record.Entry.Count ?? record.Following);

    private static byte[] Of(AuditEntry entry, long more) => Page.Of("A decision about a request", $"""
        <table>
        {Row("Decision", entry.Id)}
        {Row("Time", entry.Time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture))}
        {Row("Server", entry.Peer ?? entry.Signer)}
        {Row("Outcome", entry.Enforced ? entry.Kind : entry.Kind + " (recorded only; it passed)")}
        {Row("Reason", entry.Code)}
        {Row("Rule", entry.Rule)}
        {Row("Missing commitments", entry.Missing is { Count: > 0 } missing ? string.Join(", ", missing) : null)}
        {Row("Further requests in the same minute", more == 0 ? null : more.ToString(CultureInfo.InvariantCulture))}
        {Row("Policy", entry.Policy)}
        </table>
        <p><a href="/fedfilter/terms{Host(entry)}">What this server asks, how to declare it, and how it stands</a></p>
        """);

    private static string Host(AuditEntry entry) => (entry.Peer ?? entry.Signer) is { } host ? $"?host={Uri.EscapeDataString(host)}" : "";

    private static string Row(string name, string? value) =>
        value is null ? "" : $"<tr><th scope=\"row\">{name}</th><td>{Page.Text(value)}</td></tr>";
}
