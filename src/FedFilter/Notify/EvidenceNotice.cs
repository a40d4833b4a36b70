using FedFilter.Declarations;

namespace FedFilter.Notify;

/// <summary>What peers declare otherwise than before, where an admin has to look.</summary>
internal static class EvidenceNotice
{
    /// <param name="row">The change's number in the store.</param>
    /// <param name="at">When it was found.</param>
    /// <param name="change">What changed.</param>
    public static Notice Of(long row, DateTimeOffset at, EvidenceChange change) => new($"evidence-{at.ToUnixTimeSeconds()}-{row}", change.Code, at, Text(change))
    {
        Peer = change.Peer,
        Detail = change.Detail,
        Url = change.Url,
        Before = change.Before,
        After = change.After,
        Diff = change.Diff,
    };

    private static string Text(EvidenceChange change) => change.Code switch
    {
        EvidenceChanges.TextChanged => $"The text behind the attestation of {change.Peer} is another now; what was relied on seems to stand in it still. It counts for a while: read it, and attest it anew. {Commands(change)}",
        EvidenceChanges.ClauseLost => $"The text behind the attestation of {change.Peer} is another now, and what was relied on seems to be gone. Read it, and attest it anew or revoke it. {Commands(change)}",
        EvidenceChanges.TextAnnounced => $"{change.Peer} announces another text in place of the one behind its attestation. Read it before it holds. {Commands(change)}",
        EvidenceChanges.KeyChanged => $"The commitment document of {change.Peer} is signed with another key, or not any more. Ask its admin, and pin the key if it is theirs. {Commands(change)}",
        EvidenceChanges.Withdrawn => $"{change.Peer} took its commitment back, or states less than before. {Commands(change)}",
        _ => $"{change.Peer} declares something else than before. {Commands(change)}",
    };

    private static string Commands(EvidenceChange change) => $"`fedfilter peers show {change.Peer}` says more.";
}
