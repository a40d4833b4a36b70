using FedFilter.Configuration;

namespace FedFilter.Checkpoints.Relay;

/// <summary>What a server is told that may not, or no longer, be a subscriber: the summary of the Reject of its Follow.</summary>
internal static class RejectionWords
{
    /// <param name="verdict">The decision about it.</param>
    /// <param name="origin">Whose pages say more.</param>
    /// <param name="explains">Whether more than the decision's id is told.</param>
    public static string Of(Verdict verdict, OriginSettings origin, bool explains)
    {
        if (!explains)
            return $"This relay's policy does not let your server take part. Decision {verdict.Id}.";
        var missing = verdict.Decision.Missing is { Count: > 0 } terms ? $" Missing commitments: {string.Join(", ", terms)}." : "";
        var page = origin.Url($"{PublicPaths.Terms}?host={Uri.EscapeDataString(verdict.Peer)}").AbsoluteUri;
        return $"This relay's policy does not let {verdict.Peer} take part: {verdict.Code}.{missing} What is asked, and how to declare it: {page} (decision {verdict.Id})";
    }
}
