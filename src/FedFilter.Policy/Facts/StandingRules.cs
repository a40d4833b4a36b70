namespace FedFilter.Policy.Facts;

/// <summary>What evidence adds up to: a pure function, so that the same evidence always gives the same standing.</summary>
internal static class StandingRules
{
    /// <summary>The standing on a term: the first row of the table that applies.</summary>
    /// <param name="term">The term.</param>
    /// <param name="entry">What the policy files say of the peer; null if nothing.</param>
    /// <param name="gathered">What was found out by asking it.</param>
    /// <param name="now">The time for which it is asked.</param>
    public static TermStanding Of(Term term, PeerEntry? entry, GatheredEvidence gathered, DateTimeOffset now)
    {
        var weighed = Weighing.Of(term, entry, gathered, now);
        var standing = Refused(term, weighed)
            ?? Committed(term, weighed)
            ?? KeyChanged(term, weighed, now)
            ?? Withdrawn(term, weighed)
            ?? ReviewDue(term, weighed, now)
            ?? Stale(term, weighed)
            ?? Conditional(term, weighed)
            ?? Contradictory(term, weighed)
            ?? Unknown(term, weighed);
        return Pending(standing, term, gathered, now);
    }

    /// <summary>Its own words, signed, published or reviewed, say the opposite.</summary>
    private static TermStanding? Refused(Term term, IReadOnlyList<Weighed> weighed) =>
        First(weighed, piece => piece is { Weight: Weight.InForce, Value: Commitment.Allowed, Level: >= EvidenceLevel.Published } && term.Commits.Value != Commitment.Allowed) is { } found
            ? new(term.Name, StandingState.Refused, $"{found.Words} says that it does or lets others")
            : null;

    private static TermStanding? Committed(Term term, IReadOnlyList<Weighed> weighed) =>
        First(weighed, piece => Fits(piece, term) && piece.Weight == Weight.InForce && piece.Level >= term.Proof && !IsDoubted(piece, weighed)) is { } found
            ? new(term.Name, StandingState.Committed, found.Ends is { } ends ? $"{found.Words}, holds until {EvidenceText.LastDay(ends)}" : found.Words)
            : null;

    private static TermStanding? KeyChanged(Term term, IReadOnlyList<Weighed> weighed, DateTimeOffset now) =>
        First(weighed, piece => piece.Weight == Weight.OtherKey) is { } found
            ? new(term.Name, StandingState.KeyChanged, $"{found.Words}: {found.Because}; pin the key if it is the peer's")
            {
                Doubt = found.Since is { } since && now < Later(since, term.HoldFor) ? Reasons.KeyChanged : null,
            }
            : null;

    private static TermStanding? Withdrawn(Term term, IReadOnlyList<Weighed> weighed) =>
        First(weighed, piece => Fits(piece, term) && piece.Weight == Weight.Withdrawn) is { } found
            ? new(term.Name, StandingState.Withdrawn, $"{found.Words}: {found.Because}")
            : null;

    /// <summary>Counts while somebody has the time to look; where what it was read for is gone, it is held instead.</summary>
    private static TermStanding? ReviewDue(Term term, IReadOnlyList<Weighed> weighed, DateTimeOffset now)
    {
        var due = weighed.Where(piece => Fits(piece, term) && piece.Level >= term.Proof && piece is { Weight: Weight.ReviewDue or Weight.Held, Since: { } since } && now < Later(since, term.HoldFor));
        return due.OrderBy(piece => piece.Weight).FirstOrDefault() is not { Since: { } from } found ? null
            : new(term.Name, StandingState.ReviewDue, $"{found.Words}: {found.Because}; until {EvidenceText.Time(Later(from, term.HoldFor))} it {(found.Weight == Weight.Held ? "is held" : "still counts")}")
            {
                Counts = found.Weight == Weight.ReviewDue,
                Doubt = found.Weight == Weight.Held ? Reasons.ReviewDue : null,
            };
    }

    private static TermStanding? Stale(Term term, IReadOnlyList<Weighed> weighed) =>
        First(weighed, piece => Fits(piece, term) && piece.Level >= term.Proof && piece.Weight is Weight.ReviewDue or Weight.Held or Weight.Stale) is { } found
            ? new(term.Name, StandingState.Stale, $"{found.Words}: {found.Because}")
            : null;

    private static TermStanding? Conditional(Term term, IReadOnlyList<Weighed> weighed) =>
        First(weighed, piece => piece is { Weight: Weight.InForce, Value: Commitment.Conditional }) is { } found
            ? new(term.Name, StandingState.Conditional, $"{found.Words} allows it under conditions")
            : null;

    private static TermStanding? Contradictory(Term term, IReadOnlyList<Weighed> weighed) =>
        First(weighed, piece => Fits(piece, term) && IsDoubted(piece, weighed)) is { } found
            ? new(term.Name, StandingState.Contradictory, $"{found.Words} says it, and another of its signals the opposite")
            : null;

    private static TermStanding Unknown(Term term, IReadOnlyList<Weighed> weighed) => new(term.Name, StandingState.Unknown, (weighed.Count == 0 ? null : weighed[^1]) switch
    {
        null => "no evidence",
        { Weight: Weight.NotYet } early => $"{early.Words}; that time has not come yet",
        var weak => $"{weak.Words}; this term asks for evidence of level {EvidenceText.Name(term.Proof)}",
    });

    /// <summary>Where nothing counts, and the peer has not answered: it may yet turn out to be committed, but not for longer than the longest hold.</summary>
    private static TermStanding Pending(TermStanding standing, Term term, GatheredEvidence gathered, DateTimeOffset now)
    {
        if (standing.Counts || standing.State == StandingState.Refused || gathered.PendingSince is not { } since)
            return standing;
        return now < Later(since, term.HoldFor)
            ? standing with { Doubt = Reasons.StandingPending, Because = $"{standing.Because}; {standing.Term} of this peer is being looked up" }
            : standing with { Because = $"{standing.Because}; the peer has not answered since {EvidenceText.Time(since)}" };
    }

    private static bool Fits(Weighed piece, Term term) => piece.Value == term.Commits.Value;

    /// <summary>Below an attestation, what one signal says another can undo.</summary>
    private static bool IsDoubted(Weighed piece, IReadOnlyList<Weighed> weighed) =>
        piece is { Weight: Weight.InForce, Level: < EvidenceLevel.Attested, Value: Commitment.No }
        && weighed.Any(other => other is { Weight: Weight.InForce, Level: < EvidenceLevel.Attested, Value: Commitment.Allowed });

    private static Weighed? First(IReadOnlyList<Weighed> weighed, Func<Weighed, bool> fits) => weighed.FirstOrDefault(fits);

    internal static DateTimeOffset Later(DateTimeOffset time, TimeSpan span) => DateTimeOffset.MaxValue - time < span ? DateTimeOffset.MaxValue : time + span;
}
