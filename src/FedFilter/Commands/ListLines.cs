using System.Globalization;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Commands;

/// <summary>The lists of a policy in words: <c>doctor</c>, <c>serve</c> and <c>policy validate</c> say the same.</summary>
internal static class ListLines
{
    public static bool IsGood(PeerList list) => list.IsRead && list.Trouble is null;

    public static string State(PeerList list) => list.IsRead
        ? $"{Entries(list)}{Skipped(list.Reading)}{Fetched(list)}{OwnHosts(list)}{(list.Trouble is null ? "" : $"; a later version was not taken: {list.Trouble}")}"
        : $"{(list.AwaitsAdmin ? "not in force" : "could never be read so far")}: {list.Trouble}; until it is, requests whose outcome depends on it are answered 503";

    /// <summary>The lists whose latest text an admin has to mend or accept.</summary>
    public static IEnumerable<string> Errors(IEnumerable<PeerList> lists) =>
        lists.Where(list => list.AwaitsAdmin).Select(list => $"error: list {list.Name} from {Quote.Of(list.Declaration.Source)}: {State(list)}");

    /// <summary>Each list that is not as it should be, and each entry that is left out.</summary>
    public static IEnumerable<string> Warnings(IEnumerable<PeerList> lists) => lists.SelectMany(list =>
        (IsGood(list) || list.AwaitsAdmin ? [] : new[] { $"warning: list {list.Name}: {State(list)}" })
        .Concat(list.Reading.Faults.Select(fault => $"warning: {Quote.Of(list.Declaration.Source)}:{fault.Line}: {fault.Text}; it is left out"))
        .Concat(list.Reading.Faulty > list.Reading.Faults.Count ? [$"warning: list {list.Name}: {list.Reading.Faulty - list.Reading.Faults.Count} more entries are left out"] : [])
        .Concat(list.Reading.Obfuscated > 0 ? [$"warning: list {list.Name}: {list.Reading.Obfuscated} entries are hidden by asterisks and have no digest; they are left out"] : [])
        .Concat(list.Declaration.AppliesToOwnHosts ? [] : list.OwnHosts.Select(own =>
            $"warning: list {list.Name}: its entry {Quote.Of(own.Entry)} names your own host {own.Host}, to which it is not applied; `own-hosts: true` in the list's declaration applies it")));

    private static string OwnHosts(PeerList list) => list.OwnHosts.Count == 0 || list.Declaration.AppliesToOwnHosts ? ""
        : $"; not applied to your own {string.Join(", ", list.OwnHosts.Select(own => $"{own.Host} (entry {Quote.Of(own.Entry)})"))}";

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
