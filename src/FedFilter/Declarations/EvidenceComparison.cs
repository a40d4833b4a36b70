using FedFilter.Policy.Facts;

namespace FedFilter.Declarations;

/// <summary>What is otherwise after a reading than before: a pure function.</summary>
internal static class EvidenceComparison
{
    public static IEnumerable<EvidenceChange> Changes(string peer, SourceRecord? before, SourceRecord after) =>
        Commitments(peer, before, after).Concat(Texts(peer, before, after));

    private static IEnumerable<EvidenceChange> Commitments(string peer, SourceRecord? before, SourceRecord after)
    {
        EvidenceChange Is(string code, string detail) => new(peer, after.Source, code) { Url = after.Url, Before = before?.Sha256, After = after.State == ReadingState.Absent ? null : after.Sha256, Detail = detail };

        var (had, has) = (Standing(before), Standing(after));
        if (had.Length == 0 && has.Length == 0)
            yield break;
        if (has.Length == 0 || Gone(after).Except(before is null ? [] : Gone(before)).Any())
            yield return Is(EvidenceChanges.Withdrawn, after.State == ReadingState.Absent ? $"the document is gone: {after.Detail}" : $"it states less than before: {after.Detail}");
        else if (IsOtherKey(after) && !(before is not null && IsOtherKey(before) && before.Sha256 == after.Sha256))
            yield return Is(EvidenceChanges.KeyChanged, after.Detail);
        else if (had.Length == 0)
            yield return Is(EvidenceChanges.Found, after.Detail);
        else if (before!.Sha256 != after.Sha256)
            yield return Is(EvidenceChanges.Changed, after.Detail);
    }

    private static IEnumerable<EvidenceChange> Texts(string peer, SourceRecord? before, SourceRecord after)
    {
        var (was, now) = (before?.Texts.FirstOrDefault(), after.Texts.FirstOrDefault());
        if (now is not null && (was?.State != now.State || before?.Sha256 != after.Sha256))
            yield return new(peer, after.Source, now.State == EvidenceState.ClauseLost ? EvidenceChanges.ClauseLost : EvidenceChanges.TextChanged)
            {
                Url = after.Url,
                Before = before?.Sha256 ?? now.Sha256,
                After = after.Sha256,
                Detail = after.Detail,
            };
        if (was is not null && now is null)
            yield return new(peer, after.Source, EvidenceChanges.TextRestored) { Url = after.Url, Before = before?.Sha256, After = after.Sha256, Detail = "the text is the one that was read, or it was read anew" };
        if (after.Announced is { } next && next != before?.Announced)
            yield return new(peer, after.Source, EvidenceChanges.TextAnnounced) { Url = after.Url, Before = after.Sha256, After = next.Sha256, Detail = $"another text holds from {next.From:yyyy-MM-dd}" };
    }

    private static Evidence[] Standing(SourceRecord? record) => record is null ? [] : [.. record.Pieces.Where(piece => piece.State != EvidenceState.Withdrawn)];

    private static IEnumerable<Policy.Commitment> Gone(SourceRecord record) => record.Pieces.Where(piece => piece.State == EvidenceState.Withdrawn).Select(piece => piece.Says);

    private static bool IsOtherKey(SourceRecord record) => record.Pieces.Any(piece => piece is { KeySince: not null, KnownKey: { } known } && piece.Key != known && piece.State != EvidenceState.Withdrawn);
}
