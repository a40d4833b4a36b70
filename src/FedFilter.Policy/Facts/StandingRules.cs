using System.Globalization;

namespace FedFilter.Policy.Facts;

/// <summary>What evidence adds up to: a pure function, so that the same evidence always gives the same standing.</summary>
internal static class StandingRules
{
    /// <summary>The standing on a term, first row of the table that applies: committed, stale, unknown.</summary>
    public static TermStanding Of(Term term, IReadOnlyList<Evidence> evidence, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        TermStanding? stale = null;
        TermStanding? weak = null;
        foreach (var piece in evidence)
        {
            if (piece.Term != term.Name)
                continue;
            if (piece.Level < term.Proof)
                weak = new(term.Name, StandingState.Unknown, $"{Words(piece)}; this term asks for evidence of level {Name(term.Proof)}");
            else if (piece.Reviewed > today)
                weak = new(term.Name, StandingState.Unknown, $"{Words(piece)}; that day has not come yet");
            else if (LastDay(piece, term) is { } last && last < today)
                stale = new(term.Name, StandingState.Stale, $"{Words(piece)}; it counted until {Day(last)}");
            else
                return new(term.Name, StandingState.Committed, LastDay(piece, term) is { } end ? $"{Words(piece)}, holds until {Day(end)}" : Words(piece));
        }

        return stale ?? weak ?? Nothing(term);
    }

    /// <summary>The standing where there is no evidence at all.</summary>
    public static TermStanding Nothing(Term term) => new(term.Name, StandingState.Unknown, "no evidence");

    /// <summary>An attestation ends when it expires or when its review is due, whichever comes first.</summary>
    private static DateOnly? LastDay(Evidence piece, Term term)
    {
        var due = piece.Reviewed is { } day && term.ReviewEvery is { } every
            ? DateOnly.FromDayNumber(Math.Min(day.DayNumber + (int)every.TotalDays, DateOnly.MaxValue.DayNumber))
            : (DateOnly?)null;
        return due is null || piece.Expires < due ? piece.Expires : due;
    }

    private static string Words(Evidence piece) =>
        $"{Name(piece.Level)} by {piece.By}" + (piece.Reviewed is { } day ? $", reviewed {Day(day)}" : "");

    private static string Name(EvidenceLevel level) => level switch
    {
        EvidenceLevel.Signal => "signal",
        EvidenceLevel.Published => "published",
        EvidenceLevel.Attested => "attested",
        _ => "signed",
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
