using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FedFilter.Benchmarks;

/// <summary>
/// One post to many subscribers, each on a host of its own, all at one receiver on loopback that takes everything: by a Fedify sender
/// (tests/interop/relay-sender.mjs), on the node that `npm ci` put there, and by the relay. Then ten posts more, twice, to see what memory does.
/// </summary>
internal static class RelayCost
{
    private const int MorePosts = 10;

    public static async Task<int> RunAsync(int subscribers)
    {
        using var receiver = await Child.StartAsync("FedFilter.Benchmarks.dll", "receiver");
        Console.WriteLine($"{"",-12}{"deliveries",12}{"a second",12}{"processor ms each",20}{"peak MiB",10}");
        Sent? theirs = null;
        await foreach (var sent in FedifyAsync(subscribers, receiver.Address.Port))
            Show($"Fedify, {sent.Round}", theirs = sent);
        using var client = new HttpClient();
        var ours = await FedFilterAsync(subscribers, receiver.Address, client);
        if (theirs is not null)
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"one post, third time: {ours.PerSecond / theirs.PerSecond:0.0} times Fedify's rate (goal: 5), {ours.Milliseconds / theirs.Milliseconds:0.00} of its processor time"));
        Console.WriteLine($"the receiver took {await client.GetStringAsync(receiver.Address)}");
        return 0;
    }

    /// <returns>What the third post took.</returns>
    private static async Task<Sent> FedFilterAsync(int subscribers, Uri receiver, HttpClient client)
    {
        using var relay = await RelaySender.StartAsync(subscribers, receiver);
        Console.WriteLine($"FedFilter, before: {relay.ResidentMiB} MiB");
        Sent third = null!;
        for (var round = 1; round <= 3; round++)
        {
            var (took, processor) = await relay.SendAsync(client, 1);
            Show($"FedFilter, {round}", third = new Sent(round, subscribers, took.TotalSeconds, processor.TotalSeconds, relay.PeakMiB));
        }

        foreach (var more in (string[])["ten more", "ten more"])
        {
            var (took, processor) = await relay.SendAsync(client, MorePosts);
            Show(more, new Sent(0, MorePosts * subscribers, took.TotalSeconds, processor.TotalSeconds, relay.PeakMiB));
        }

        await Task.Delay(TimeSpan.FromSeconds(60)); // connections that nobody uses are closed
        Console.WriteLine($"FedFilter, a minute later: {relay.ResidentMiB} MiB");
        return third;
    }

    private static async IAsyncEnumerable<Sent> FedifyAsync(int recipients, int port)
    {
        var folder = Path.Combine(Environment.CurrentDirectory, "tests", "interop");
        var node = Path.Combine(folder, "node_modules", ".bin", "node");
        if (!File.Exists(node))
            throw new InvalidOperationException($"{node} is missing: run `npm ci` in tests/interop, and this from the root of the repository");
        var start = new ProcessStartInfo(node, ["--no-warnings", "--import", "./resolve.mjs", "relay-sender.mjs"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment = { ["RECIPIENTS"] = recipients.ToString(CultureInfo.InvariantCulture), ["PORT"] = port.ToString(CultureInfo.InvariantCulture) },
        };
        using var sender = Process.Start(start)!;
        while (await sender.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("{\"event\":\"sent\"", StringComparison.Ordinal))
                yield return JsonSerializer.Deserialize<Sent>(line, JsonSerializerOptions.Web)!;
    }

    private static void Show(string who, Sent sent) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{who,-12}{sent.Deliveries,12}{sent.PerSecond,12:0}{sent.Milliseconds,20:0.000}{sent.PeakMiB,10}"));

    private sealed record Sent(int Round, int Deliveries, double Seconds, double ProcessorSeconds, long PeakMiB)
    {
        public double PerSecond => Deliveries / Seconds;

        /// <summary>Processor time a delivery.</summary>
        public double Milliseconds => ProcessorSeconds * 1000 / Deliveries;
    }
}
