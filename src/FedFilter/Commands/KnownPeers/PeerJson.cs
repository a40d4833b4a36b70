namespace FedFilter.Commands.KnownPeers;

/// <summary>A peer as <c>peers list|show</c> and <c>check</c> print it for other programs.</summary>
internal static class PeerJson
{
    public static object Of(KnownPeer peer, IReadOnlyList<ReviewNeed> needs) => new
    {
        host = peer.Host,
        terms = (peer.Entry?.Attested ?? []).Select(piece => new
        {
            term = piece.Term,
            standing = Words.Of(peer.Standing.On(piece.Term!)),
            source = piece.Source,
            reviewed = PeerText.FirstDay(piece),
            expires = PeerText.LastDay(piece),
            by = piece.By,
        }),
        lists = PeerText.ListsJson(peer.Policy, peer.Host),
        standing = PeerText.StandingJson(peer.Standing),
        sources = SourceRow.Json(peer),
        allow = Override(peer),
        needsReview = needs.Select(need => new { code = need.Code, term = need.Term, says = need.Says }),
    };

    public static object? Override(KnownPeer peer) =>
        peer.Override is { } exception ? new { until = exception.Until, because = exception.Because, by = exception.By } : null;
}
