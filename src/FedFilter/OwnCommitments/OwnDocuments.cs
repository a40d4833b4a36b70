using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;
using FedFilter.Identity;
using FedFilter.Network;

namespace FedFilter.OwnCommitments;

/// <summary>The origins' own documents: how each stands, and the one way in which one comes to be.</summary>
internal sealed class OwnDocuments(DocumentFile files, OwnActors actors, ResourceClient client, TimeProvider time)
{
    public Task<LinkedText> TextAsync(CommitsSettings commits, CancellationToken cancellation) => LinkedText.FetchAsync(commits.Text, client, cancellation);

    /// <summary>How the origin's document stands, seen as a peer would see it and beside <c>commits</c>.</summary>
    /// <param name="origin">The origin.</param>
    /// <param name="commits">What it promises now.</param>
    /// <param name="text">The page as it is now; null to leave it out.</param>
    public OwnState StateOf(OriginSettings origin, CommitsSettings commits, LinkedText? text)
    {
        if (files.Read(origin) is not { } octets)
            return new OwnState.NeverSigned();
        var result = Verify(origin, octets);
        if (result is CommitmentResult.Expired expired)
            return new OwnState.Void($"it expired on {CommitmentWriter.Time(expired.Document.Expires)}");
        if (result is not CommitmentResult.Signed signed)
            return new OwnState.Void(result is CommitmentResult.Invalid { Fault: CommitmentFault.ProofInvalid or CommitmentFault.KeyNotListed }
                ? "it is not signed with the key that this server has now"
                : $"{files.PathOf(origin)} is no document of this server that holds");

        if (!OwnDocument.Says(signed.Document, origin, commits, textHash: null))
            return new OwnState.Outdated(signed.Document, "`commits` changed since it was signed");
        if (text?.Trouble is { } trouble)
            return new OwnState.TextUnread(signed.Document, trouble);
        return text?.Sha256 is { } hash && !OwnDocument.Says(signed.Document, origin, commits, hash)
            ? new OwnState.Outdated(signed.Document, $"{commits.Text} changed since it was signed")
            : new OwnState.InForce(signed.Document);
    }

    /// <summary>Signs what <c>commits</c> says now and puts it in the place of the one before.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public CommitmentDocument Sign(OriginSettings origin, CommitsSettings commits, string? textHash)
    {
        var before = files.Read(origin) is { } octets ? DocumentFile.HashOf(octets) : null;
        var document = OwnDocument.Of(origin, commits, textHash, time.GetUtcNow(), before);
        var signed = CommitmentWriter.Signed(document, actors.Of(origin).DocumentKey);
        if (Verify(origin, signed) is not CommitmentResult.Signed)
            throw new InvalidOperationException("What was signed does not verify.");
        files.Write(origin, signed);
        return document;
    }

    private CommitmentResult Verify(OriginSettings origin, byte[] octets)
    {
        var actor = actors.Of(origin);
        return CommitmentVerification.Verify(new CommitmentQuestion(octets, origin.Host, OwnDocument.UrlOf(origin), time.GetUtcNow())
        {
            Listed = ActorKeys.Read(actor.Document, actor.DocumentKey.KeyId.Split('#')[0]),
        });
    }
}
