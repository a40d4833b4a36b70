using FedFilter.Audit;

namespace FedFilter.Admin;

/// <summary><c>/fedfilter/decisions/{id}</c>: what was decided and why, without personal data.</summary>
internal static class DecisionPage
{
    public static byte[] Of(AuditEntry record) => Page.Of("A decision about a request", $"""
        <table>
        {Row("Decision", record.Id)}
        {Row("Time", record.Time.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture))}
        {Row("Server", record.Peer)}
        {Row("Outcome", record.Enforced ? record.Kind : record.Kind + " (recorded only; it passed)")}
        {Row("Reason", record.Code)}
        {Row("Rule", record.Rule)}
        {Row("Missing commitments", record.Missing.Count == 0 ? null : string.Join(", ", record.Missing))}
        {Row("Policy", record.Policy)}
        </table>
        <p><a href="/fedfilter/terms">What this server asks, and how to declare it</a></p>
        """);

    private static string Row(string name, string? value) =>
        value is null ? "" : $"<tr><th>{name}</th><td>{Page.Text(value)}</td></tr>";
}
