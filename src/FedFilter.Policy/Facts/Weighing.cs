namespace FedFilter.Policy.Facts;

/// <summary>Weighs all evidence about one term.</summary>
internal static class Weighing
{
    public static IReadOnlyList<Weighed> Of(Term term, PeerEntry? entry, GatheredEvidence gathered, DateTimeOffset now)
    {
        if (entry is null && gathered.Pieces.IsEmpty)
            return [];

        var weighed = new List<Weighed>();
        var told = gathered.Pieces.Where(piece => piece.Says.IsAboutSameAs(term.Commits)).ToArray();
        DateTimeOffset? withdrawn = told.Where(piece => piece.State == EvidenceState.Withdrawn).Max(piece => piece.Since);
        if (entry is not null)
            weighed.AddRange(entry.Attested.Where(piece => piece.Term == term.Name).Select(piece => Attested(piece.For(term), term, gathered, withdrawn, now)));
        weighed.AddRange(told.Select(piece => Told(piece, term, entry?.Key, now)));
        return weighed;
    }

    /// <summary>What an admin read: it rests on that text being what it was, and on the peer not having taken back its word since.</summary>
    private static Weighed Attested(Evidence piece, Term term, GatheredEvidence gathered, DateTimeOffset? withdrawn, DateTimeOffset now)
    {
        Weighed Is(Weight weight, string because, DateTimeOffset? since) => new(piece, piece.Level, weight, because, since);

        if (piece.Begins > now)
            return Is(Weight.NotYet, "", null);
        if (withdrawn is { } at && (piece.Begins is null || piece.Begins < at))
            return Is(Weight.Withdrawn, $"the peer withdrew its commitment on {EvidenceText.Time(at)}, after that", at);
        var ends = piece.EndsFor(term);
        if (ends <= now)
            return Is(Weight.ReviewDue, $"it counted until {EvidenceText.LastDay(ends.Value)}", ends);
        if (gathered.Texts.FirstOrDefault(text => text.Source == piece.Source && text.Sha256 == piece.Sha256) is { } text)
        {
            var lost = text.State == EvidenceState.ClauseLost;
            var because = lost ? $"what it was read for is gone from its text since {EvidenceText.Time(text.Since)}" : $"its text was changed, seen {EvidenceText.Time(text.Since)}";
            switch (lost ? term.OnClauseLost : term.OnOtherChange)
            {
                case OnChange.Hold:
                    return Is(Weight.Held, because, text.Since);
                case OnChange.Warn:
                    return Is(Weight.ReviewDue, because, text.Since);
            }
        }

        return new(piece, piece.Level, Weight.InForce) { Ends = ends };
    }

    /// <summary>What the peer says itself: it rests on its key, and ends when it says or when it cannot be read for long.</summary>
    private static Weighed Told(Evidence piece, Term term, string? pinned, DateTimeOffset now)
    {
        var isSigned = piece.Key is not null && (pinned is null ? piece.KeyIsListed : piece.Key == pinned);
        var level = isSigned && piece.Level == EvidenceLevel.Published ? EvidenceLevel.Signed : piece.Level;
        Weighed Is(Weight weight, string because, DateTimeOffset? since) => new(piece, level, weight, because, since);

        if (piece.State == EvidenceState.Withdrawn)
            return Is(Weight.Withdrawn, $"the peer took it back, seen {EvidenceText.Time(piece.Since ?? now)}", piece.Since);
        if (piece.Begins > now)
            return Is(Weight.NotYet, "", null);
        if (piece.Ends <= now)
            return Is(Weight.Stale, $"it ended on {EvidenceText.Time(piece.Ends.Value)}", piece.Ends);

        // What it says against itself counts whoever signed it: it is served in the peer's name.
        var expected = pinned ?? piece.KnownKey;
        if (expected is not null && piece.Key != expected && piece.Level == EvidenceLevel.Published && piece.Says.Value != Commitment.Allowed)
            return Is(Weight.OtherKey, $"it is signed {(piece.Key is null ? "by nobody" : $"with {piece.Key}")}, not with the {(pinned is null ? "known" : "pinned")} key {expected}", piece.KeySince);
        if (piece is { State: EvidenceState.Unreachable, Since: { } since } && StandingRules.Later(since, term.HoldFor) <= now)
            return Is(Weight.Stale, $"it could not be read again since {EvidenceText.Time(since)}", since);
        return new(piece, level, Weight.InForce) { Ends = piece.Ends };
    }
}
