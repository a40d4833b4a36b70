using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace FedFilter.Benchmarks;

/// <summary>
/// A bare origin, a bare YARP and FedFilter, each a process of its own, under the same pre-signed distinct requests from one client on
/// loopback. What counts is processor time a request, as a ratio to YARP's in the same run: requests a second depend on the machine.
/// </summary>
internal static class Wire
{
    private const int Rounds = 15;
    private const int WarmUpRounds = 30;
    private const int PerRound = 3000;
    private const int Refusals = 20_000;

    /// <summary>The rows named, or all.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> rows)
    {
        await using var world = await WireWorld.StartAsync();

        Console.WriteLine($"{"",-12}{"YARP µs",10}{"FedFilter µs",14}{"ratio",8}{"goal",7}{"YARP/s",10}{"FedFilter/s",13}");
        if (Wants("delivery"))
            await CompareAsync("delivery", world, world.Deliveries, goal: 1.7);
        if (Wants("fetch"))
            await CompareAsync("fetch", world, world.Fetches, goal: 1.6);
        if (Wants("other"))
            await CompareAsync("other", world, world.Pages, goal: 1.1);
        if (Wants("refusal"))
            await RefuseAsync(world);
        if (Wants("start"))
            await StartAsync(world);
        if (Wants("recording"))
            await CompareRecordingAsync(world);

        Console.WriteLine($"resident: YARP {world.BareYarp.ResidentMiB} MiB, FedFilter {world.FedFilter.ResidentMiB} MiB");
        return 0;

        bool Wants(string row) => rows.Count == 0 || rows.Contains(row);
    }

    private static async Task CompareAsync(string name, WireWorld world, Func<int, IReadOnlyList<WireRequest>> requests, double goal)
    {
        var (yarp, filter) = await CompareAsync(world.BareYarp, world.FedFilter, requests);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-12}{yarp.Microseconds,10:0.0}{filter.Microseconds,14:0.0}{filter.Microseconds / yarp.Microseconds,8:0.00}{goal,7:0.0}{yarp.PerSecond,10:0}{filter.PerSecond,13:0}"));
    }

    /// <summary>What it costs each request that it is kept for <c>policy replay</c>.</summary>
    private static async Task CompareRecordingAsync(WireWorld world)
    {
        using var without = await world.StartFedFilterAsync(WireWorld.WithoutRecording);
        var (off, on) = await CompareAsync(without, world.FedFilter, world.Fetches);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"recording for replay: a fetch costs {on.Microseconds:0.0} µs with it and {off.Microseconds:0.0} without, ratio {on.Microseconds / off.Microseconds:0.00}"));
    }

    private static async Task<(Cost One, Cost Other)> CompareAsync(Child one, Child other, Func<int, IReadOnlyList<WireRequest>> requests)
    {
        // The just-in-time compiler works on for tens of thousands of requests; it is no part of what a request costs. Each batch is new
        // to both: a delivery that FedFilter has passed on before would be answered without the origin.
        for (var round = 0; round < WarmUpRounds; round++)
            await MeasureBothAsync(one, other, requests(PerRound));

        // Added up, since the kernel tells processor time in steps of 10 ms.
        var (first, second) = (default(Cost), default(Cost));
        for (var round = 0; round < Rounds; round++)
        {
            var (left, right) = await MeasureBothAsync(one, other, requests(PerRound));
            (first, second) = (first + left, second + right);
        }

        return (first, second);
    }

    private static async Task<(Cost One, Cost Other)> MeasureBothAsync(Child one, Child other, IReadOnlyList<WireRequest> batch) =>
        (await MeasureAsync(one, batch), await MeasureAsync(other, batch));

    private static async Task<Cost> MeasureAsync(Child proxy, IReadOnlyList<WireRequest> requests)
    {
        var before = proxy.ProcessorTime;
        var outcome = await Load.RunAsync(proxy.Address, requests, expected: null);
        return new Cost(requests.Count, proxy.ProcessorTime - before, outcome.Elapsed);
    }

    private static async Task RefuseAsync(WireWorld world)
    {
        await Load.RunAsync(world.FedFilter.Address, world.Refused(Refusals / 2), HttpStatusCode.Forbidden);
        var before = world.FedFilter.ProcessorTime;
        var found = await Load.RunAsync(world.FedFilter.Address, world.Refused(Refusals), HttpStatusCode.Forbidden);
        var cost = new Cost(Refusals, world.FedFilter.ProcessorTime - before, found.Elapsed);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refusals, each durable in the log: {cost.PerSecond:0}/s, p99 {found.P99.TotalMilliseconds:0.0} ms, {cost.Microseconds:0} µs (goal: 5000/s, 20 ms or three times the fsync of {WireWorld.FsyncMilliseconds():0.0} ms)"));
    }

    /// <summary>From the start of the process to the answer to its first signed fetch.</summary>
    private static async Task StartAsync(WireWorld world)
    {
        var took = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var fetch = world.Fetches(1);
            var clock = Stopwatch.StartNew();
            using var another = await world.StartFedFilterAsync();
            await Load.RunAsync(another.Address, fetch, HttpStatusCode.OK);
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"start to first answer: {took.Order().ElementAt(took.Count / 2):0} ms (goal: 1000)"));
    }

    private readonly record struct Cost(int Requests, TimeSpan Processor, TimeSpan Elapsed)
    {
        /// <summary>Processor time a request.</summary>
        public double Microseconds => Processor.TotalMicroseconds / Requests;

        public double PerSecond => Requests / Elapsed.TotalSeconds;

        public static Cost operator +(Cost a, Cost b) => new(a.Requests + b.Requests, a.Processor + b.Processor, a.Elapsed + b.Elapsed);
    }
}
