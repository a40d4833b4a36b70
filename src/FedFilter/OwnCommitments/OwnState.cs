using FedFilter.Declarations.Commitments;

namespace FedFilter.OwnCommitments;

/// <summary>How an origin's document stands: exactly one of the nested records.</summary>
internal abstract record OwnState
{
    private OwnState()
    {
    }

    /// <summary>It has <c>commits</c>, and no admin signed them yet.</summary>
    public sealed record NeverSigned : OwnState;

    /// <summary>It says what <c>commits</c> says, and is renewed in time.</summary>
    public sealed record InForce(CommitmentDocument Document) : OwnState;

    /// <summary>It is in force and is not renewed any more: an admin has to sign again.</summary>
    /// <param name="Document">What was signed.</param>
    /// <param name="Why">What changed.</param>
    public sealed record Outdated(CommitmentDocument Document, string Why) : OwnState;

    /// <summary>It is in force, and whether the text behind it is still the same cannot be told now.</summary>
    /// <param name="Document">What was signed.</param>
    /// <param name="Why">Why the text cannot be read.</param>
    public sealed record TextUnread(CommitmentDocument Document, string Why) : OwnState;

    /// <summary>Nobody can count on it: an admin has to sign again.</summary>
    /// <param name="Why">It has expired, is signed with a key that is ours no more, or the file is damaged.</param>
    public sealed record Void(string Why) : OwnState;
}
