using FedFilter.Policy.Facts;

namespace FedFilter.Commands.KnownPeers;

/// <summary>A reason for an admin to look at a peer.</summary>
/// <param name="Code">Which one.</param>
/// <param name="Term">The term it is about; null where it is about the text.</param>
/// <param name="Says">In words.</param>
internal sealed record ReviewNeed(string Code, string? Term, string Says)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static IReadOnlyList<ReviewNeed> Of(KnownPeer peer) => [.. Standings(peer).Concat(Endings(peer)).Concat(Announced(peer))];

    private static IEnumerable<ReviewNeed> Standings(KnownPeer peer)
    {
        foreach (var term in peer.Standing.Terms)
            if (CodeOf(term, peer) is { } code)
                yield return new(code, term.Term, term.Because);
    }

    private static string? CodeOf(TermStanding term, KnownPeer peer) => term.State switch
    {
        StandingState.KeyChanged => "key-changed",
        StandingState.ReviewDue => term.Counts ? "review-due" : "held",
        StandingState.Stale when IsAttested(peer, term.Term) => "stale",

        // A peer that never had an entry and took its own word back long ago is a stranger like others.
        StandingState.Withdrawn when IsAttested(peer, term.Term) || peer.Gathered.Pieces.Any(piece => piece.State == EvidenceState.Withdrawn && peer.Now - piece.Since < Soon) => "withdrawn",
        _ => null,
    };

    private static IEnumerable<ReviewNeed> Endings(KnownPeer peer)
    {
        foreach (var piece in peer.Entry?.Attested ?? [])
            if (peer.Policy.Terms.FirstOrDefault(term => term.Name == piece.Term) is { } term && piece.EndsFor(term) is { } ends && ends > peer.Now && ends - peer.Now < Soon)
                yield return new("expires-soon", term.Name, $"its attestation by {piece.By} counts until {ends.AddTicks(-1).UtcDateTime:yyyy-MM-dd}");
    }

    private static IEnumerable<ReviewNeed> Announced(KnownPeer peer)
    {
        foreach (var source in peer.Record?.Sources ?? [])
            if (source.Announced is { } next)
                yield return new("text-announced", null, $"another text of {source.Url} holds from {next.From:yyyy-MM-dd}");
    }

    private static bool IsAttested(KnownPeer peer, string term) => peer.Entry?.Attested.Any(piece => piece.Term == term) == true;
}
