using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;

namespace FedFilter.OwnCommitments;

/// <summary>Makes an origin's document of its <c>commits</c>, and of nothing else: what the policy asks of others is no promise of ours.</summary>
internal static class OwnDocument
{
    /// <summary>Half a year, so that a promise that nobody looks after ends by itself.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    private const string Vocabulary = "draft-ietf-aipref-vocab-08";

    public static string UrlOf(OriginSettings origin) => $"{origin.Scheme}://{origin.Host}{CommitmentDocument.WellKnown}";

    /// <param name="origin">With its host.</param>
    /// <param name="commits">What it promises.</param>
    /// <param name="textHash">Of the page it links to; null if it links to none.</param>
    /// <param name="now">When it is issued.</param>
    /// <param name="supersedes">SHA-256 of the document before it; null if this is the first.</param>
    public static CommitmentDocument Of(OriginSettings origin, CommitsSettings commits, string? textHash, DateTimeOffset now, string? supersedes)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return new CommitmentDocument
        {
            Id = UrlOf(origin),
            Host = origin.Host,
            Issued = issued,
            Expires = issued + Lifetime,
            Statements = [.. commits.Statements.Select(promise => new CommitmentStatement(promise.Use, promise.Party, promise.Scope, promise.Value))],
            Vocabulary = Vocabulary,
            Terms = commits.Text is { } text && textHash is not null ? [new CommitmentText(text.AbsoluteUri, textHash, null)] : [],
            Contact = commits.Contact,
            Supersedes = supersedes,
        };
    }

    /// <summary>Whether a document says what <c>commits</c> says now.</summary>
    /// <param name="signed">What was signed.</param>
    /// <param name="origin">With its host.</param>
    /// <param name="commits">What it promises now.</param>
    /// <param name="textHash">Of the page as it is now; null where it is not looked at.</param>
    public static bool Says(CommitmentDocument signed, OriginSettings origin, CommitsSettings commits, string? textHash)
    {
        textHash ??= signed.Terms.Count > 0 ? signed.Terms[0].Sha256 : null;
        var wouldBe = Of(origin, commits, textHash, signed.Issued, signed.Supersedes) with { Expires = signed.Expires };
        return CommitmentWriter.Unsigned(wouldBe).AsSpan().SequenceEqual(CommitmentWriter.Unsigned(signed));
    }
}
