using System.Globalization;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Commands;

/// <summary>The lists of a policy in words: <c>doctor</c>, <c>serve</c> and <c>policy validate</c> say the same.</summary>
internal static class ListLines
{
    public static bool IsGood(PeerList list) => list.IsRead && list.Trouble is null;

    public static string State(PeerList list) => list.IsRead
        ? $"{Entries(list)}{Skipped(list.Reading)}{Fetched(list)}{(list.Trouble is null ? "" : $"; a later version was not taken: {list.Trouble}")}"
        : $"could never be read so far: {list.Trouble}; until it is, requests whose outcome depends on it are answered 503";

    /// <summary>Each list that is not as it should be, and each entry that names no host.</summary>
    public static IEnumerable<string> Warnings(IEnumerable<PeerList> lists) => lists.SelectMany(list =>
        (IsGood(list) ? [] : new[] { $"warning: list {list.Name}: {State(list)}" })
        .Concat(list.Reading.Faults.Select(fault => $"warning: {Quote.Of(list.Declaration.Source)}:{fault.Line}: {fault.Text}; it is left out"))
        .Concat(list.Reading.Faulty > list.Reading.Faults.Count ? [$"warning: list {list.Name}: {list.Reading.Faulty - list.Reading.Faults.Count} more entries are left out"] : []));

    private static string Entries(PeerList list) => list.Count == 0
        ? "no entry counts, so nobody is on it"
        : string.Create(CultureInfo.InvariantCulture, $"{list.Count} {(list.Count == 1 ? "entry" : "entries")}");

    private static string Skipped(ListReading reading)
    {
        var skipped = new List<string>();
        if (reading.Obfuscated > 0)
            skipped.Add($"{reading.Obfuscated} hidden by asterisks");
        if (reading.Faulty > 0)
            skipped.Add($"{reading.Faulty} not understood");
        return skipped.Count == 0 ? "" : $" (left out: {string.Join(", ", skipped)})";
    }

    private static string Fetched(PeerList list) =>
        list.FetchedAt is { } time ? $", fetched {time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}" : "";
}
