using System.Diagnostics;
using System.Globalization;
using System.Net;
using FedFilter.Declarations;
using FedFilter.Network;
using FedFilter.Signatures.Keys;
using FedFilter.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FedFilter.Benchmarks;

/// <summary>
/// What asking every known peer once costs, as <c>serve</c> does daily: real requests to a server of many names, real signatures, real
/// SQLite. One in ten has a signed document, one in ten a web page in its place, one in ten answers 503, one in 500 never ends its answer.
/// </summary>
internal static class RefreshCost
{
    public static async Task<int> RunAsync(string? number)
    {
        var peers = number is null ? 100_000 : int.Parse(number, CultureInfo.InvariantCulture);
        using var fleet = await Child.StartAsync("FedFilter.Benchmarks.dll", "fleet");
        var folder = Directory.CreateTempSubdirectory("fedfilter-refresh-").FullName;
        await Database.MigrateAsync(folder, CancellationToken.None);
        await using var services = Services(folder, fleet.Address.Port, peers);
        await services.GetRequiredService<PeerRecords>().EnrolAsync([.. Enumerable.Range(0, peers).Select(Name)], TimeSpan.Zero, CancellationToken.None);

        using var round = ActivatorUtilities.CreateInstance<AskRound>(services);
        using var process = Process.GetCurrentProcess();
        var (clock, processor) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var asked = 0;
        while (asked < peers && await round.RoundAsync(CancellationToken.None) is > 0 and var more)
            asked += more;
        process.Refresh();
        processor = process.TotalProcessorTime - processor;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {asked} peers asked in {clock.Elapsed.TotalSeconds:0} s: {asked / clock.Elapsed.TotalSeconds:0} a second; a day has room for {asked / clock.Elapsed.TotalSeconds * 86400:0}
            processor time: {processor.TotalSeconds:0} s, {processor.TotalMilliseconds / asked:0.00} ms a peer; of a day on one core {processor.TotalSeconds / 864:0.00} %
            resident at its highest: {process.PeakWorkingSet64 >> 20} MiB
            """));
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static readonly SigningKey Key = SigningKey.FromPem("http://social.example/fedfilter/actor#main-key", SigningKey.NewPem());

    private static string Name(int number) => $"p{number}.example";

    private static ServiceProvider Services(string folder, int port, int peers) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>))
        .AddStorage(folder)
        .AddNetwork(new NetworkOptions
        {
            AllowPrivate = [IPNetwork.Parse("127.0.0.0/8")],
            AllowHttp = Enumerable.Range(0, peers).Select(Name).ToHashSet(),
            Resolve = Enumerable.Range(0, peers).ToDictionary(Name, _ => new FixedAddress(IPAddress.Loopback, port)),
        })
        .AddDeclarations(new DeclarationsOptions
        {
            EntryOf = _ => null,
            Named = () => ("", []),
            SignAs = _ => Key,
        })
        .BuildServiceProvider();
}
