using System.Text.Json;
using FedFilter.Policy.Lists;

namespace FedFilter.Commands.PeerLists;

/// <summary>What an import changes, in words; a dry run and the real one say the same.</summary>
internal static class ImportReport
{
    private const int Shown = 20;

    public static void Write(ImportPlan plan, ListReading reading, ImportTarget target, bool dry, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    file = target.Path,
                    written = !dry && plan.Entries.Count > 0,
                    added = plan.Added,
                    removed = plan.Removed,
                    changed = plan.Changed,
                    unchanged = plan.Unchanged,
                    skipped = plan.Skipped,
                    faults = reading.Faults.Select(fault => new { line = fault.Line, text = fault.Text }),
                },
                Words.Indented));
            return;
        }

        Console.WriteLine($"{target.Path}{(dry ? " (dry run: nothing is written)" : "")}");
        Line("added", plan.Added);
        Line("removed", plan.Removed);
        Line("changed", plan.Changed);
        Console.WriteLine($"  unchanged: {plan.Unchanged}");
        foreach (var (why, count) in plan.Skipped)
            Console.WriteLine($"  left out, {why}: {count}");
        foreach (var fault in reading.Faults)
            Console.WriteLine($"    line {fault.Line}: {fault.Text}");
        if (target.Next is { } next)
            Console.WriteLine(next);
    }

    private static void Line(string what, IReadOnlyList<string> hosts) => Console.WriteLine(
        $"  {what}: {hosts.Count}{(hosts.Count == 0 ? "" : $" ({string.Join(", ", hosts.Take(Shown))}{(hosts.Count > Shown ? ", …" : "")})")}");
}
