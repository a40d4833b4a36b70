using System.Diagnostics;
using System.Net;

namespace FedFilter.Benchmarks;

/// <summary>Sends requests over a few connections, as fast as they are answered, and to an end.</summary>
internal static class Load
{
    private const int Connections = 32;

    public sealed record Outcome(TimeSpan Elapsed, TimeSpan P99);

    /// <summary>With no status expected, any success will do.</summary>
    public static async Task<Outcome> RunAsync(Uri proxy, IReadOnlyList<WireRequest> requests, HttpStatusCode? expected)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, MaxConnectionsPerServer = Connections });
        var next = -1;
        var took = new TimeSpan[requests.Count];
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < requests.Count; i = Interlocked.Increment(ref next))
            {
                var start = clock.Elapsed;
                using var answer = await client.SendAsync(requests[i].To(proxy));
                took[i] = clock.Elapsed - start;
                if (expected is { } status ? answer.StatusCode != status : !answer.IsSuccessStatusCode)
                    throw new InvalidOperationException($"{requests[i].Method} {requests[i].Target}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
        }));
        return new Outcome(clock.Elapsed, took.Order().ElementAt((int)(took.Length * 0.99)));
    }
}
