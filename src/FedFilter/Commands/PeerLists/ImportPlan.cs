using FedFilter.Policy.Lists;

namespace FedFilter.Commands.PeerLists;

/// <summary>What an import would do to a file: the imported list takes the place of what is there.</summary>
internal sealed record ImportPlan(IReadOnlyList<ListEntry> Entries)
{
    public IReadOnlyList<string> Added { get; private init; } = [];

    public IReadOnlyList<string> Removed { get; private init; } = [];

    /// <summary>The host stays, with another severity or comment.</summary>
    public IReadOnlyList<string> Changed { get; private init; } = [];

    public int Unchanged { get; private init; }

    /// <summary>How many were left out, by reason.</summary>
    public IReadOnlyDictionary<string, int> Skipped { get; private init; } = new Dictionary<string, int>();

    /// <param name="reading">What was imported.</param>
    /// <param name="entries">Those of it that are taken.</param>
    /// <param name="before">What the file holds now.</param>
    /// <param name="skipped">Further reasons for leaving out.</param>
    public static ImportPlan Of(
        ListReading reading, IReadOnlyList<ListEntry> entries, IReadOnlyList<ListEntry> before, params IEnumerable<(string Why, int Count)> skipped)
    {
        var old = before.ToDictionary(entry => entry.Host, StringComparer.Ordinal);
        var kept = entries.Select(entry => entry.Host).ToHashSet(StringComparer.Ordinal);
        (string Why, int Count)[] reasons =
            [.. skipped, ("hidden by asterisks", reading.Obfuscated), ("repeated", reading.Repeated), ("not understood", reading.Faulty)];
        var same = entries.Count(entry => old.TryGetValue(entry.Host, out var was) && was == entry);
        return new ImportPlan(entries)
        {
            Added = [.. entries.Where(entry => !old.ContainsKey(entry.Host)).Select(entry => entry.Host)],
            Removed = [.. before.Where(entry => !kept.Contains(entry.Host)).Select(entry => entry.Host)],
            Changed = [.. entries.Where(entry => old.TryGetValue(entry.Host, out var was) && was != entry).Select(entry => entry.Host)],
            Unchanged = same,
            Skipped = reasons.Where(reason => reason.Count > 0).ToDictionary(reason => reason.Why, reason => reason.Count),
        };
    }
}
