using System.Net;
using System.Text;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Tests.Notify;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Admin;

public sealed class TermsCheckTests
{
    private const string Check = "/fedfilter/terms/check";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task who_publishes_the_document_of_the_page_and_presses_the_button_is_let_in_and_who_takes_it_back_is_refused_and_told_of()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var webhook = await FakeWebhook.StartAsync(time);
        await using var world = await GatewayWorld.StartAsync(
            time: time, more: $"notify: [{FakeWebhook.Url}]", names: new Dictionary<string, string> { [FakeWebhook.Host] = webhook.Address });
        webhook.Key = world.Gateway.Services.GetRequiredService<OwnActors>().Of(world.Gateway.Services.GetRequiredService<Settings>().Gateway.Origins[0]).SigningKey;
        Assert.Equal(HttpStatusCode.Forbidden, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);

        var document = TermsPageTests.DocumentOf(await TermsPageTests.PageAsync(world, "/fedfilter/terms?host=stranger.example"));
        var none = world.Stranger.WellKnown;
        world.Stranger.WellKnown = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Request.Path == "/.well-known/federation-commitments" ? context.Response.WriteAsync(document) : none(context);
        };
        var pressed = await PressAsync(world, "stranger.example");

        Assert.Equal((HttpStatusCode.SeeOther, "/fedfilter/terms?host=stranger.example"), (pressed.StatusCode, pressed.Headers.Location!.OriginalString));
        Assert.Contains("<td>committed</td>", await TermsPageTests.PageAsync(world, pressed.Headers.Location.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);

        world.Stranger.WellKnown = none;
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.SeeOther, (await PressAsync(world, "stranger.example")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(!webhook.Told.IsEmpty);
        });
        Assert.True(webhook.Told.TryPeek(out var told));
        Assert.Equal(("commitment-withdrawn", "stranger.example", webhook.Key.KeyId), (told.Member("event"), told.Member("peer"), told.KeyId));
    }

    [Fact]
    public async Task a_page_made_to_be_expensive_costs_the_button_no_more_than_another()
    {
        // 37 KB of unclosed formatting elements: a parser that builds a tree takes 1 GiB for them (WHATWG HTML, section 13.2.4.3).
        var page = $"<div>{string.Concat(Enumerable.Range(0, 2_000).Select(i => $"<font a={i}>"))}</div>{string.Concat(Enumerable.Repeat("<div>x</div>", 1_000))}We train AI.";
        await using var world = await GatewayWorld.StartAsync();
        var none = world.Stranger.WellKnown;
        world.Stranger.WellKnown = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Request.Path == "/.well-known/terms" ? context.Response.WriteAsync(page) : none(context);
        };
        await TestFolder.WriteAsync(
            Path.Combine(world.Folder, "policies", "pinned.yaml"),
            $"peers:\n  - {{ host: stranger.example, attests: [no-ai-training], by: a test, reviewed: 2026-11-01, source: \"http://stranger.example/.well-known/terms\", sha256: {new string('0', 64)} }}\n");
        await Eventually.HoldsAsync(() => Task.FromResult(world.Gateway.Services.GetRequiredService<PolicyStore>().Current.Peers.ContainsKey("stranger.example")));
        using var met = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        var before = GC.GetTotalAllocatedBytes();

        var pressed = await PressAsync(world, "stranger.example");

        Assert.Equal(HttpStatusCode.SeeOther, pressed.StatusCode);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 256L * 1024 * 1024);
        Assert.Contains("another text", await TermsPageTests.PageAsync(world, pressed.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task a_second_press_is_told_when_the_next_one_is_free()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var world = await GatewayWorld.StartAsync(time: time);
        await MeetAsync(world);
        await PressAsync(world, "stranger.example");
        time.Advance(TimeSpan.FromMinutes(4));

        var again = await PressAsync(world, "STRANGER.example.");

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromMinutes(6)), (again.StatusCode, again.Headers.RetryAfter!.Delta));
        Assert.Contains($"{(time.GetUtcNow() + TimeSpan.FromMinutes(6)).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC", await again.Content.ReadAsStringAsync(Cancellation));
        var page = await TermsPageTests.PageAsync(world, "/fedfilter/terms?host=stranger.example");
        Assert.Contains("It can be checked again at", page);
        Assert.DoesNotContain($"action=\"{Check}\"", page);
        Assert.Equal("check-limited", await GatewayWorld.ProblemAsync(await PressAsync(world, "stranger.example", headers => { }), "code"));
    }

    [Fact]
    public async Task a_host_that_never_came_is_not_asked_and_takes_no_turn()
    {
        await using var trap = new Trap();
        await using var world = await GatewayWorld.StartAsync(names: new Dictionary<string, string> { ["victim.example"] = $"127.0.0.1:{trap.Port}" });

        for (var i = 0; i < 10; i++)
            Assert.Equal((HttpStatusCode.SeeOther, "/fedfilter/terms?host=victim.example"), await Outcome(await PressAsync(world, "victim.example")));
        await MeetAsync(world);

        Assert.Equal(HttpStatusCode.SeeOther, (await PressAsync(world, "stranger.example")).StatusCode);
        Assert.Equal(0, trap.Connections);
    }

    [Theory]
    [InlineData("https://evil.example/", "/fedfilter/terms?host=evil.example")]
    [InlineData("evil.example:8443", "/fedfilter/terms?host=evil.example%3A8443")]
    public async Task it_leads_nowhere_but_to_the_page(string given, string location)
    {
        await using var world = await GatewayWorld.StartAsync();

        Assert.Equal((HttpStatusCode.SeeOther, location), await Outcome(await PressAsync(world, given)));
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("a.example\r\nLocation: https://evil.example/")]
    [InlineData("127.0.0.1")]
    [InlineData("")]
    public async Task a_form_that_names_no_host_is_refused(string given)
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await PressAsync(world, given);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task a_form_that_does_not_end_is_not_read_to_its_end()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.SendAsync(HttpMethod.Post, Check, null, new ByteArrayContent(Encoding.ASCII.GetBytes("host=" + new string('a', 100_000))));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task whatever_signature_it_carries_it_is_no_delivery()
    {
        await using var world = await GatewayWorld.StartAsync(gateway: "  other-traffic: refuse");
        await MeetAsync(world);

        var forged = await PressAsync(world, "stranger.example", headers =>
        {
            headers.TryAddWithoutValidation("Signature", "nonsense");
            headers.TryAddWithoutValidation("Signature-Input", "sig1=()");
        });
        var signed = await world.SendAsync(HttpMethod.Post, Check, world.Friend.Key, Form("nobody.example"));

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (forged.StatusCode, signed.StatusCode));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await world.FetchAsync(Check, null)).StatusCode);
        Assert.Empty(world.Origin.Arrived);
    }

    [Fact]
    public async Task a_host_that_does_not_answer_keeps_the_page_for_ten_seconds_at_most()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var world = await GatewayWorld.StartAsync(time: time);
        await MeetAsync(world);
        await Eventually.HoldsAsync(async () => !(await TermsPageTests.PageAsync(world, "/fedfilter/terms?host=stranger.example")).Contains("not asked yet", StringComparison.Ordinal));
        var asked = 0;
        world.Stranger.WellKnown = context =>
        {
            Interlocked.Increment(ref asked);
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        var pressing = PressAsync(world, "stranger.example");
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref asked) > 0));
        Assert.False(pressing.IsCompleted);
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(pressing.IsCompleted);
        });

        Assert.Equal(HttpStatusCode.SeeOther, (await pressing).StatusCode);
    }

    private static async Task MeetAsync(GatewayWorld world) => Assert.Equal(HttpStatusCode.Forbidden, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);

    private static Task<(HttpStatusCode Status, string? Location)> Outcome(HttpResponseMessage answer) => Task.FromResult((answer.StatusCode, answer.Headers.Location?.OriginalString));

    private static FormUrlEncodedContent Form(string host) => new(new Dictionary<string, string> { ["host"] = host });

    private static Task<HttpResponseMessage> PressAsync(GatewayWorld world, string host, Action<System.Net.Http.Headers.HttpRequestHeaders>? headers = null) =>
        world.SendAsync(HttpMethod.Post, Check, null, Form(host), headers ?? (sent => sent.Add("Accept", "text/html")));
}
