using FedFilter.Policy;

namespace FedFilter.Declarations.Commitments;

/// <summary>What a peer would have to publish to commit itself to terms: ready for its host, but for its signature.</summary>
internal static class WantedDocument
{
    /// <summary>Half a year, as our own: what nobody looks after ends by itself.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    /// <param name="url">Where the peer will serve it.</param>
    /// <param name="peer">Its canonical host.</param>
    /// <param name="terms">What it commits itself to; at least one.</param>
    /// <param name="now">When it is issued.</param>
    public static CommitmentDocument For(Uri url, string peer, IEnumerable<Term> terms, DateTimeOffset now)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return new CommitmentDocument
        {
            Id = url.AbsoluteUri,
            Host = peer,
            Issued = issued,
            Expires = issued + Lifetime,
            Statements = [.. terms.Select(term => term.Commits).Distinct().GroupBy(says => (says.Use, says.Party, says.Value), (key, says) => new CommitmentStatement(
                key.Use, key.Party == Party.Operator ? "operator" : "third-party", [.. says.Select(one => one.Scope == Scope.Local ? "local" : "received")], key.Value))],
        };
    }
}
