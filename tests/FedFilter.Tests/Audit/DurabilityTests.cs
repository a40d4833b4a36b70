using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.Data.Sqlite;

namespace FedFilter.Tests.Audit;

/// <summary>No answer without its entry, whatever happens to the process or the disk; and what is allowed goes on.</summary>
public sealed class DurabilityTests
{
    // As many rules as make the roll-up of refusals let enough single entries through.
    private static readonly string Rules = $$"""
        mode: enforce
        rules:
          - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
        {{string.Concat(Enumerable.Range(0, 50).Select(i => $"  - {{ name: rule {i}, when: {{ fetch: \"/posts/{i}\" }}, then: refuse }}\n"))}}
        """;

    /// <summary>5 times; as often as FEDFILTER_KILLS says, if it does.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("FEDFILTER_KILLS") ?? "5", CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task killing_it_under_load_loses_no_entry_whose_answer_was_sent_and_the_log_verifies()
    {
        await using var world = await GatewayWorld.StartAsync(policy: Rules);
        var answered = new ConcurrentBag<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var end = new CancellationTokenSource();
            Task[] load;
            await using (var program = await ServedProgram.StartAsync(world))
            {
                var before = answered.Count;
                load = [.. Enumerable.Range(0, 8).Select(worker => SendAsync(program, worker, answered, end.Token))];
                await Eventually.HoldsAsync(() => Task.FromResult(answered.Count > before + 20));
                await Task.Delay(Random.Shared.Next(300), Cancellation);
            }

            await end.CancelAsync();
            await Task.WhenAll(load);
        }

        var config = ("FEDFILTER__DATA", ServedProgram.DataOf(world));
        var (verified, said) = await RunAsync(world, config, "audit", "verify");
        var (_, exported) = await RunAsync(world, config, "audit", "export");
        var kept = exported.Trim().Split('\n').Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!).ToHashSet();
        Assert.True(verified == 0, said);
        Assert.True(answered.Count > 20 * Kills);
        Assert.Superset(answered.ToHashSet(), kept);
    }

    [Fact]
    public async Task with_a_full_disk_refusals_are_held_what_is_allowed_goes_on_and_it_heals()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "prlimit of util-linux is not here");
        await using var world = await GatewayWorld.StartAsync(policy: Rules);
        await using var program = await ServedProgram.StartAsync(world);
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync("/posts/1", world.Friend.Key)).StatusCode);
        await Eventually.HoldsAsync(async () => await program.RefusedAsync("/posts/1") is not null);

        await LimitAsync(program, "4096");
        var held = await world.FetchAsync("/posts/2", world.Stranger.Key);
        var allowed = await world.FetchAsync("/posts/2", world.Friend.Key);
        await LimitAsync(program, "unlimited");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit-unavailable"), (held.StatusCode, await GatewayWorld.ProblemAsync(held, "code")));
        Assert.NotNull(held.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        await Eventually.HoldsAsync(async () => await program.RefusedAsync("/posts/3") is not null);
        var (verified, said) = await RunAsync(world, ("FEDFILTER__DATA", ServedProgram.DataOf(world)), "audit", "verify");
        Assert.True(verified == 0, said);
    }

    [Fact]
    public async Task with_a_locked_store_refusals_are_held_what_is_allowed_goes_on_and_it_heals()
    {
        await using var world = await GatewayWorld.StartAsync(policy: Rules);
        await world.FetchAsync("/posts/0", world.Friend.Key);
        await world.FetchAsync("/posts/0", world.Stranger.Key); // both keys are known from now on
        Task<HttpResponseMessage> held;
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(world.Folder, "data", Database.FileName)};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Cancellation);
            held = world.FetchAsync("/posts/1", world.Stranger.Key);
            Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync("/posts/1", world.Friend.Key)).StatusCode);
            Assert.False(held.IsCompleted); // it waits for the store, and nobody else does
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await held).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await world.FetchAsync("/posts/1", world.Stranger.Key)).StatusCode);
    }

    private static async Task SendAsync(ServedProgram program, int worker, ConcurrentBag<string> answered, CancellationToken end)
    {
        for (var i = worker; !end.IsCancellationRequested; i += 8)
            if (await program.RefusedAsync($"/posts/{i % 50}") is { } id)
                answered.Add(id);
            else
                await Task.Delay(5, CancellationToken.None);
    }

    private static async Task LimitAsync(ServedProgram program, string octets)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/prlimit", [$"--pid={program.Id}", $"--fsize={octets}:"]))!;
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<(int Code, string Output)> RunAsync(GatewayWorld world, (string Name, string Value) setting, params string[] arguments)
    {
        var (code, output, error) = await BuiltProgram.RunAsync(world.Folder, setting, arguments);
        return (code, output + error);
    }
}
