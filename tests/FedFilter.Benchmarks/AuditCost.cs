using System.Diagnostics;
using System.Globalization;
using FedFilter.Audit;
using FedFilter.Signatures.Keys;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FedFilter.Benchmarks;

/// <summary>What a large audit log costs: how fast it is written, and how long the queries of <c>audit list</c> and <c>audit stats</c> take.</summary>
internal static class AuditCost
{
    private const int Batch = 512;
    private const int Times = 40;

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="entries">How many there are before anything is measured; spread over 400 days.</param>
    public static async Task<int> RunAsync(int entries)
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-audit-").FullName;
        await Database.MigrateAsync(folder, CancellationToken.None);
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddStorage(folder)
            .AddAudit(new AuditOptions { DataFolder = folder, Name = "social.example/fedfilter/audit", KeyPem = SigningKey.NewEd25519Pem() }).BuildServiceProvider();
        var contexts = services.GetRequiredService<IDbContextFactory<FedFilterContext>>();

        await FillAsync(contexts, entries);
        Print($"file: {new FileInfo(Path.Combine(folder, Database.FileName)).Length / 1048576.0:0} MiB");
        await AppendAsync(services, entries);
        await QueryAsync(services, entries);
        await StatsAsync(contexts);
        await VerifyAsync(services);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task FillAsync(IDbContextFactory<FedFilterContext> contexts, int entries)
    {
        var (writer, clock, before) = (new LogWriter(), Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        for (var done = 0; done < entries; done += Batch)
        {
            var sealedEntries = Enumerable.Range(done, Math.Min(Batch, entries - done)).AsParallel().AsOrdered().Select(i => SealedEntry.Of(Entry(i, entries), Details(i))).ToArray();
            await using var context = await contexts.CreateDbContextAsync();
            await writer.WriteAsync(context, sealedEntries);
        }

        Print($"fill: {entries} entries in batches of {Batch}, {entries / clock.Elapsed.TotalSeconds:0}/s, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / entries:0} µs of processor time each");
    }

    /// <summary>As refusals are written: each waits until its own entry is on disk.</summary>
    private static async Task AppendAsync(ServiceProvider services, int entries)
    {
        const int Appends = 40_000;
        const int Waiting = 64;
        var log = services.GetRequiredService<AuditLog>();
        await log.StartAsync(CancellationToken.None);
        var (took, next, clock, before) = (new TimeSpan[Appends], -1, Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        await Task.WhenAll(Enumerable.Range(0, Waiting).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < Appends; i = Interlocked.Increment(ref next))
            {
                var start = clock.Elapsed;
                await log.AppendAsync(Entry(entries + i, entries + Appends), Details(i), CancellationToken.None);
                took[i] = clock.Elapsed - start;
            }
        })));
        var all = clock.Elapsed;
        await ((IHostedService)log).StopAsync(CancellationToken.None);
        Print($"append: {Appends / all.TotalSeconds:0} durable entries/s, {Waiting} waiting at once (goal: 5000), {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / Appends:0} µs of processor time each, p99 {P(took, 0.99):0.0} ms (goal: 20, or 3 x fsync); one fsync takes {WireWorld.FsyncMilliseconds():0.0} ms");
    }

    private static async Task QueryAsync(ServiceProvider services, int entries)
    {
        var query = services.GetRequiredService<AuditQuery>();
        var hour = TimeSpan.FromHours(1);
        (string Name, Func<int, AuditFilter> Filter)[] asked =
        [
            ("newest", _ => new AuditFilter()),
            ("a page far back", i => new AuditFilter { Before = entries / 50 * i }),
            ("peer", i => new AuditFilter { Peer = Peer(i * 37) }),
            ("peer, nobody", i => new AuditFilter { Peer = $"nobody{i}.example" }),
            ("rule", i => new AuditFilter { Rule = $"rule {i}" }),
            ("code", i => new AuditFilter { Code = $"code-{i % 10}" }),
            ("checkpoint", i => new AuditFilter { Checkpoint = i % 2 == 0 ? "gateway" : "egress" }),
            ("kind", i => new AuditFilter { Kind = i % 2 == 0 ? "refusal" : "hold" }),
            ("activity type", i => new AuditFilter { Type = Type(i) }),
            ("an hour", i => new AuditFilter { Since = At(i * 1000L, Times * 1000), Until = At(i * 1000L, Times * 1000) + hour }),
            ("peer in an hour", i => new AuditFilter { Peer = Peer(i), Since = At(i * 1000L, Times * 1000), Until = At(i * 1000L, Times * 1000) + hour }),
            ("peer and code", i => new AuditFilter { Peer = Peer(i), Code = $"code-{i % 10}" }),
            ("peer and rule and type", i => new AuditFilter { Peer = Peer(i), Rule = $"rule {i % 50}", Type = Type(i) }),
            ("text, one entry", i => new AuditFilter { Text = $"statuses/{entries / 50 * i}" }),
            ("text, most entries", _ => new AuditFilter { Text = "Mastodon/4" }),
            ("text of a peer", i => new AuditFilter { Peer = Peer(i), Text = $"users/u{i}" }),
            ("decision", i => new AuditFilter { Id = Id(entries / 50 * i) }),
        ];
        foreach (var (name, filter) in asked)
        {
            var (took, found) = (new TimeSpan[Times], 0);
            for (var i = 0; i < Times; i++)
            {
                var clock = Stopwatch.StartNew();
                found += (await query.ListAsync(filter(i), CancellationToken.None)).Count;
                took[i] = clock.Elapsed;
            }

            Print($"list by {name}: p50 {P(took, 0.5):0.0} ms, p95 {P(took, 0.95):0.0} ms (goal: 100), {found / (double)Times:0} entries a page");
        }
    }

    private static async Task StatsAsync(IDbContextFactory<FedFilterContext> contexts)
    {
        foreach (var days in (int[])[30, 400])
        {
            var clock = Stopwatch.StartNew();
            await AuditStats.OfAsync(contexts, [AuditKind.Refusal], Begin.AddDays(400 - days), Begin.AddDays(401), 10, CancellationToken.None);
            Print($"stats of {days} days: {clock.Elapsed.TotalMilliseconds:0} ms");
        }
    }

    private static async Task VerifyAsync(ServiceProvider services)
    {
        var clock = Stopwatch.StartNew();
        var found = await services.GetRequiredService<LogCheck>().RunAsync([], CancellationToken.None);
        Print($"verify: {found.Size} entries in {clock.Elapsed.TotalSeconds:0.0} s{(found.Fault is { } fault ? $": {fault}" : "")}");
    }

    private static AuditEntry Entry(int i, int of) => new()
    {
        Id = Id(i),
        Time = At(i, of),
        Kind = i % 50 == 0 ? AuditKind.Hold : AuditKind.Refusal,
        Checkpoint = i % 100 == 0 ? "egress" : "gateway",
        Direction = "outbound",
        Request = "fetch",
        Peer = Peer(i),
        Code = $"code-{i % 10}",
        Rule = $"rule {i / 7 % 50}",
        Missing = ["no-ai-training"],
        Enforced = true,
        Policy = new string('0', 64),
    };

    private static AuditDetails Details(int i) => new()
    {
        Origin = "social.example",
        KeyId = $"https://{Peer(i)}/actor#main-key",
        Actor = $"https://{Peer(i)}/users/u{i % 1000}",
        ActivityTypes = [Type(i)],
        Object = $"https://social.example/users/alice/statuses/{i}",
        Target = "/inbox",
        UserAgent = "Mastodon/4.5.0 (http.rb/5.2.0; +https://social.example/)",
        ClientNetwork = "192.0.2.0/24",
    };

    // Few peers send most: the square makes the first of 5,000 as frequent as seventy of the last.
    private static string Peer(int i) => string.Create(CultureInfo.InvariantCulture, $"peer{(int)(5000L * (i * 7919L % 10_007) / 10_007 * (i * 7919L % 10_007) / 10_007)}.example");

    private static string Type(int i) => (i % 20) switch { 0 => "Announce", 1 => "Like", 2 => "Follow", 3 => "Delete", _ => "Create" };

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"{i:D26}");

    private static DateTimeOffset At(long i, long of) => Begin + TimeSpan.FromDays(400) * (i / (double)of);

    private static double P(TimeSpan[] took, double share) => took.Order().ElementAt((int)(took.Length * share)).TotalMilliseconds;

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
