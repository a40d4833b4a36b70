using System.Text.Encodings.Web;
using System.Text.Json;
using FedFilter.Declarations.Commitments;
using FedFilter.Network;
using FedFilter.Policy;

namespace FedFilter.Declarations;

/// <summary>The document that a peer would have to publish to state all that is asked of it; only the signature is missing.</summary>
/// <param name="Url">Where it has to be.</param>
/// <param name="Expires">Until when it holds.</param>
/// <param name="Json">Its text, on several lines.</param>
internal sealed record ReadyDocument(Uri Url, DateTimeOffset Expires, string Json)
{
    /// <summary>Who publishes by hand does so once a year. At most 366 days are allowed.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    // What is not ASCII stays readable; where it is shown, it is escaped for that place.
    private static readonly JsonSerializerOptions Lines = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="peer">Its canonical host.</param>
    /// <param name="terms">What is asked.</param>
    /// <param name="network">Tells which hosts are reached by plain http.</param>
    /// <param name="now">When it is issued.</param>
    public static ReadyDocument Of(string peer, IEnumerable<Term> terms, NetworkOptions network, DateTimeOffset now)
    {
        var (url, issued) = (PeerUrl.Of(peer, CommitmentDocument.WellKnown, network), DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
        var document = new CommitmentDocument
        {
            Id = url.OriginalString,
            Host = peer,
            Issued = issued,
            Expires = issued + Lifetime,
            Statements = [.. terms.Select(term => term.Commits).GroupBy(asked => asked with { Scope = default }).Select(Statement)],
        };
        using var json = JsonDocument.Parse(CommitmentWriter.Unsigned(document));
        return new(url, document.Expires, JsonSerializer.Serialize(json.RootElement, Lines));
    }

    /// <summary>One statement for what differs by its scope only.</summary>
    private static CommitmentStatement Statement(IGrouping<Commitment, Commitment> asked) => new(
        asked.Key.Use,
        asked.Key.Party == Party.Operator ? "operator" : "third-party",
        [.. asked.Select(statement => statement.Scope == Scope.Local ? "local" : "received").Distinct().Order(StringComparer.Ordinal)],
        asked.Key.Value);
}
