using System.Diagnostics;
using System.Globalization;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Benchmarks;

/// <summary>
/// What the large policy costs in short: to read and compile it, and to decide by it. <see cref="DecideCost"/> measures the latter with care, on
/// a machine that has nothing else to do.
/// </summary>
internal static class PolicyCost
{
    private const int Decisions = 1_000_000;

    public static int Run()
    {
        var set = Compile();
        Decide("fetch", set, LargePolicy.Fetch);
        Decide("delivery", set, LargePolicy.Delivery);
        return 0;
    }

    private static PolicySet Compile()
    {
        var took = new List<double>();
        PolicySet? set = null;
        for (var i = 0; i < 7; i++)
        {
            var clock = Stopwatch.StartNew();
            set = LargePolicy.Compile();
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        var size = LargePolicy.Files.Sum(file => file.Text.Length) / 1024.0 / 1024.0;
        var median = took.Order().ElementAt(took.Count / 2);
        Print($"compile {LargePolicy.Peers} peers ({size:0.0} MiB): first {took[0]:0} ms, median {median:0} ms (goal: 1000)");
        return set!;
    }

    private static void Decide(string name, PolicySet set, RequestFacts facts)
    {
        var (now, standing) = (LargePolicy.Now, set.StandingOf(facts.Peer, LargePolicy.Now));
        for (var i = 0; i < Decisions; i++) // for the just-in-time compiler
            _ = set.Decide(facts, standing, now);

        var octets = GC.GetAllocatedBytesForCurrentThread();
        var before = Environment.CpuUsage.TotalTime; // of the processor, which others may use as well
        for (var i = 0; i < Decisions; i++)
            _ = set.Decide(facts, standing, now);
        var took = Environment.CpuUsage.TotalTime - before;
        octets = GC.GetAllocatedBytesForCurrentThread() - octets;
        var rule = set.Decide(facts, standing, now).Rule;
        Print($"decide a {name}: {took.TotalMicroseconds / Decisions:0.00} µs of processor time, {octets / Decisions} octets allocated, {rule} (goal: 2 µs, 0)");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
