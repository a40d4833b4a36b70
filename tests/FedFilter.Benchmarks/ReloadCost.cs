using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace FedFilter.Benchmarks;

/// <summary>
/// Signed fetches at a steady rate through a FedFilter with the large policy, first in peace and then while the policy folder is changed
/// again and again: no request may fail, or wait more than 50 ms longer. Requests go out when they are due, whether those before them were
/// answered or not, so that a delay is not hidden by a client that waits.
/// </summary>
internal static class ReloadCost
{
    private const int PerSecond = 400;
    private const int Reloads = 8;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync()
    {
        await using var world = await WireWorld.StartAsync(LargePolicy.WriteTo);
        var requests = world.Fetches(2_000);
        await SendAsync(world, requests, Between, new ConcurrentBag<double>());

        Console.WriteLine($"{"",-18}{"requests",10}{"failed",8}{"p50 ms",9}{"p99",8}{"p99.9",8}{"longest",9}{"reloads",9}");
        for (var i = 0; i < 2; i++)
        {
            await MeasureAsync("in peace", world, requests, reloads: false);
            await MeasureAsync("while reloading", world, requests, reloads: true);
        }

        Console.WriteLine($"resident: {world.FedFilter.ResidentMiB} MiB");
        return 0;
    }

    private static async Task MeasureAsync(string name, WireWorld world, IReadOnlyList<WireRequest> requests, bool reloads)
    {
        var (took, before) = (new ConcurrentBag<double>(), world.FedFilter.Said("is in force"));
        var sending = SendAsync(world, requests, Between * Reloads, took);
        var peers = Path.Combine(world.Policies, "peers.yaml");
        for (var i = 0; reloads && i < Reloads; i++)
        {
            await Task.Delay(Between * 0.95);
            await File.WriteAllTextAsync(peers + ".new", $"{LargePolicy.Files[0].Text}# {Guid.NewGuid()}\n");
            File.Move(peers + ".new", peers, overwrite: true);
        }

        var (sent, failed) = await sending;
        var sorted = took.Order().ToArray();
        string At(double share) => sorted[(int)(share * (sorted.Length - 1))].ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine($"{name,-18}{sent,10}{failed,8}{At(0.5),9}{At(0.99),8}{At(0.999),8}{At(1),9}{world.FedFilter.Said("is in force") - before,9}");
    }

    private static async Task<(int Sent, int Failed)> SendAsync(WireWorld world, IReadOnlyList<WireRequest> requests, TimeSpan length, ConcurrentBag<double> took)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var (failed, sent, running) = (0, 0, new List<Task>());
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < length)
        {
            for (; sent < clock.Elapsed.TotalSeconds * PerSecond; sent++)
                running.Add(OneAsync(requests[sent % requests.Count]));
            await Task.Delay(1);
        }

        await Task.WhenAll(running);
        return (sent, failed);

        async Task OneAsync(WireRequest request)
        {
            var start = clock.Elapsed;
            try
            {
                using var answer = await client.SendAsync(request.To(world.FedFilter.Address));
                if (answer.StatusCode != HttpStatusCode.OK)
                    Interlocked.Increment(ref failed);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref failed);
            }

            took.Add((clock.Elapsed - start).TotalMilliseconds);
        }
    }
}
