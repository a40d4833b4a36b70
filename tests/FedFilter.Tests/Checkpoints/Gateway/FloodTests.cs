using System.Net;
using FedFilter.Audit;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>What many requests leave in the audit log.</summary>
public sealed class FloodTests
{
    private const string Expired = "keyId=\"https://late.example/actor#main-key\",headers=\"(request-target) host date\",signature=\"AAAA\"";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_thousand_refusals_of_one_peer_are_62_entries_and_each_answer_is_found_when_it_arrives()
    {
        await using var world = await StartAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (_, _) =>
        {
            using var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.NotNull(await world.Audit.FindAsync((await GatewayWorld.ProblemAsync(answer, "decision"))!, Cancellation));
        });
        await StopAsync(world);

        var entries = await EntriesAsync(world);
        var rolledUp = entries.Where(entry => entry.Kind == "refusals").ToList(); // the first of them may overtake a single refusal on its way to the disk
        Assert.Equal((60, 2), (entries.Count(entry => entry.Kind == "refusal"), rolledUp.Count));
        Assert.Equal((rolledUp[0].Id, 939L), (rolledUp[1].Of, rolledUp[1].Count));
    }

    [Fact]
    public async Task the_public_page_of_a_decision_that_stands_for_many_says_how_many()
    {
        await using var world = await StartAsync();
        var id = "";
        for (var i = 0; i < 73; i++)
            id = await GatewayWorld.ProblemAsync(await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key), "decision");
        await world.Gateway.Services.GetRequiredService<RefusalRollup>().FlushAsync();

        var page = await (await world.FetchAsync($"/fedfilter/decisions/{id}", null)).Content.ReadAsStringAsync(Cancellation);

        Assert.Contains("stranger.example", page);
        Assert.Contains("<th scope=\"row\">Further requests in the same minute</th><td>12</td>", page);
    }

    [Fact]
    public async Task what_observing_lets_pass_is_counted_too()
    {
        await using var world = await StartAsync(policy: "mode: observe\nrules:\n  - { name: nobody, then: refuse, because: closed }\n");
        for (var i = 0; i < 70; i++)
            Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);

        await StopAsync(world);

        Assert.Equal(70, await world.Audit.CountUnenforcedAsync(Cancellation));
        Assert.Equal(62, (await EntriesAsync(world)).Count);
    }

    [Fact]
    public async Task what_the_servers_own_parser_refuses_is_counted_by_its_status()
    {
        await using var world = await StartAsync();

        Assert.Contains("400", await world.SendRawAsync("GET\r\n\r\n"));
        Assert.Contains("400", await world.SendRawAsync("GET /x HTTP/1.1\r\nno colon\r\n\r\n"));
        Assert.Contains("431", await world.SendRawAsync($"GET /x HTTP/1.1\r\nHost: social.example\r\nX: {new string('x', 40_000)}\r\n\r\n"));
        await StopAsync(world);

        var entries = await EntriesAsync(world);
        Assert.Equal([("parser-400", 2L), ("parser-431", 1L)], entries.Select(entry => (entry.Code, entry.Count!.Value)).Order());
    }

    [Fact]
    public async Task unsigned_and_badly_signed_requests_of_invented_hosts_leave_a_bounded_number_of_entries_and_a_full_count()
    {
        await using var world = await StartAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (i, _) =>
        {
            var signature = $"keyId=\"https://invented{i}.example/actor#main-key\",headers=\"date\",signature=\"AAAA\"";
            using var badly = await world.FetchAsync(FakeOrigin.Post, null, headers => headers.TryAddWithoutValidation("Signature", signature));
            using var unsigned = await world.DeliverAsync(world.Stranger.Activity("Create"), null, headers: headers => headers.TryAddWithoutValidation("X-Forwarded-For", $"10.{i / 250}.{i % 250}.1"));
            Assert.Equal((401, 401), ((int)badly.StatusCode, (int)unsigned.StatusCode));
        });
        await StopAsync(world);

        var entries = await EntriesAsync(world);
        Assert.Equal(42, entries.Count);
        Assert.Equal(600, entries.Where(entry => entry.Code == "coverage-insufficient").Sum(entry => entry.Count));
        Assert.Equal(600, entries.Where(entry => entry.Code == "signature-missing").Sum(entry => entry.Count));
        Assert.Equal(2, entries.Count(entry => entry.Overflow is true));
        Assert.All(entries, entry => Assert.Null(entry.Peer));
    }

    [Fact]
    public async Task an_unsigned_fetch_of_what_turns_out_to_be_activitypub_is_a_rejection_too()
    {
        await using var world = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.FetchAsync(FakeOrigin.Post, null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync("/about", null)).StatusCode);

        await StopAsync(world);

        var entry = Assert.Single(await EntriesAsync(world));
        Assert.Equal(("rejections", "signature-missing", null, 1L), (entry.Kind, entry.Code, entry.ClaimedHost, entry.Count));
    }

    [Theory]
    [InlineData("Signature", Expired, "late.example")]
    [InlineData("Authorization", "Signature " + Expired, "late.example")]
    [InlineData("Signature-Input", "sig1=(\"@method\" \"@target-uri\");created=1;keyid=\"https://Late.example:443/actor#main-key\"", "late.example")]
    [InlineData("Signature", "keyId=\"https://127.0.0.1/actor#main-key\",headers=\"date\",signature=\"AAAA\"", null)]
    [InlineData("Signature", "keyId=\"acct:bob@friend.example\",headers=\"date\",signature=\"AAAA\"", null)]
    public async Task the_host_that_a_faulty_signature_names_is_kept_as_claimed_if_it_is_one(string header, string value, string? claimed)
    {
        await using var world = await StartAsync();
        var answer = await world.FetchAsync(FakeOrigin.Post, null, headers =>
        {
            headers.TryAddWithoutValidation(header, value);
            headers.TryAddWithoutValidation("Date", "Tue, 01 Jan 2019 00:00:00 GMT");
            if (header == "Signature-Input")
                headers.TryAddWithoutValidation("Signature", "sig1=:AAAA:");
        });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await StopAsync(world);
        Assert.Equal(claimed, Assert.Single(await EntriesAsync(world)).ClaimedHost);
    }

    [Fact]
    public async Task an_unknown_host_and_a_gone_actor_are_counted_as_what_they_are()
    {
        await using var origin = await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        await using var world = await GatewayWorld.StartAsync(origin: origin, time: new FakeTimeProvider(DateTimeOffset.UtcNow));
        await world.FetchAsync(FakeOrigin.Post, null, host: "elsewhere.example");
        world.Stranger.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        };
        await world.DeliverAsync(world.Stranger.Activity("Delete", world.Stranger.Actor), world.Stranger.Key);

        await StopAsync(world);

        var entries = (await EntriesAsync(world)).ToDictionary(entry => entry.Code);
        Assert.Equal(("rejections", (string?)null), (entries["host-unknown"].Kind, entries["host-unknown"].ClaimedHost));
        Assert.Equal(("nothing-to-delete", "stranger.example"), (entries["nothing-to-delete"].Kind, entries["nothing-to-delete"].ClaimedHost));
    }

    // A clock that stands, so that all falls into one minute.
    private static Task<GatewayWorld> StartAsync(string? policy = null) => GatewayWorld.StartAsync(policy: policy, time: new FakeTimeProvider(DateTimeOffset.UtcNow));

    private static Task StopAsync(GatewayWorld world)
    {
        world.Gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        return world.Gateway.WaitForShutdownAsync(Cancellation);
    }

    /// <summary>Oldest first.</summary>
    private static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(GatewayWorld world) =>
        [.. (await world.Audit.ListAsync(new AuditFilter { Limit = int.MaxValue }, Cancellation)).Select(record => record.Entry).Reverse()];
}
