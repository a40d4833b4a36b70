using FedFilter.Storage;

namespace FedFilter.Audit;

/// <summary>What a batch of entries adds to the counts by hour, and which positions each hour has.</summary>
internal sealed class BatchCounts
{
    private readonly Dictionary<(long Hour, string Kind, string Peer, string Code, string Rule, bool Enforced), long> _counts = [];
    private readonly Dictionary<long, (long First, long Last)> _hours = [];

    /// <summary>When the hour began that a time is in: both in milliseconds since 1970.</summary>
    public static long HourOf(long time) => time - (time % 3_600_000 + 3_600_000) % 3_600_000;

    public void Add(AuditEntryRow row)
    {
        var hour = HourOf(row.Time);
        _hours[hour] = _hours.TryGetValue(hour, out var positions)
            ? (Math.Min(positions.First, row.Sequence), Math.Max(positions.Last, row.Sequence))
            : (row.Sequence, row.Sequence);
        var kind = (hour, row.Kind, row.Peer ?? "", row.Code ?? "", row.Rule ?? "", row.Enforced);
        _counts[kind] = _counts.GetValueOrDefault(kind) + row.Count;
    }

    public void WriteTo(AuditBatch batch)
    {
        foreach (var (hour, (first, last)) in _hours)
            batch.Widen(new AuditHourRow { Hour = hour, First = first, Last = last });
        foreach (var ((hour, kind, peer, code, rule, enforced), count) in _counts)
            batch.Count(new AuditCountRow { Hour = hour, Kind = kind, Peer = peer, Code = code, Rule = rule, Enforced = enforced, Count = count });
    }
}
