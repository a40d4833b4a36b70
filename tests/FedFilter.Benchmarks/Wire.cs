using System.Globalization;

namespace FedFilter.Benchmarks;

/// <summary>
/// A bare origin, a bare YARP and FedFilter, each a process of its own, under the same pre-signed distinct requests from one client on
/// loopback. What counts is processor time a request, as a ratio to YARP's in the same run: requests a second depend on the machine.
/// </summary>
internal static class Wire
{
    private const int Rounds = 5;
    private const int WarmUpRounds = 40;
    private const int PerRound = 4000;

    public static async Task<int> RunAsync()
    {
        await using var world = await WireWorld.StartAsync();
        var yarp = world.BareYarp;
        var filter = world.FedFilter;

        Console.WriteLine($"{"",-34}{"YARP µs",10}{"FedFilter µs",14}{"ratio",8}{"goal",7}");
        Row("signed delivery, allowed", await CompareAsync(world, () => world.Deliveries(PerRound)), goal: 1.7);
        Row("signed fetch, allowed", await CompareAsync(world, () => world.Fetches(PerRound)), goal: 1.6);
        Row("other traffic", await CompareAsync(world, () => world.Pages(PerRound)), goal: 1.1);

        var refusals = await Load.RunAsync(filter.Address, world.Refused(10_000), System.Net.HttpStatusCode.Forbidden);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refusals, each durable in the log: {refusals.PerSecond:0}/s, p99 {refusals.P99.TotalMilliseconds:0.0} ms (goal: 5000/s)"));
        Console.WriteLine($"resident: YARP {yarp.ResidentMiB} MiB, FedFilter {filter.ResidentMiB} MiB");
        return 0;
    }

    private static async Task<(double Yarp, double Filter)> CompareAsync(WireWorld world, Func<IReadOnlyList<WireRequest>> requests)
    {
        var (yarp, filter) = (new List<double>(), new List<double>());

        // The just-in-time compiler works on for tens of thousands of requests; it is no part of what a request costs.
        var warmUp = requests();
        for (var round = 0; round < WarmUpRounds; round++)
        {
            await MicrosecondsAsync(world.BareYarp, warmUp);
            await MicrosecondsAsync(world.FedFilter, warmUp);
        }

        for (var round = 0; round < Rounds; round++)
        {
            var batch = requests();
            yarp.Add(await MicrosecondsAsync(world.BareYarp, batch));
            filter.Add(await MicrosecondsAsync(world.FedFilter, batch));
        }

        return (Median(yarp), Median(filter));
    }

    private static async Task<double> MicrosecondsAsync(Child proxy, IReadOnlyList<WireRequest> requests)
    {
        var before = proxy.ProcessorTime;
        await Load.RunAsync(proxy.Address, requests, expected: null);
        return (proxy.ProcessorTime - before).TotalMicroseconds / requests.Count;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static void Row(string name, (double Yarp, double Filter) found, double goal) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{found.Yarp,10:0}{found.Filter,14:0}{found.Filter / found.Yarp,8:0.00}{goal,7:0.0}"));
}
