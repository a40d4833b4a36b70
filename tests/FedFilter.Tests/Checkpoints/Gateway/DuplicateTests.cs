using System.Net;
using FedFilter.Audit;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class DuplicateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_delivery_that_was_accepted_is_accepted_again_and_not_passed_on_again()
    {
        await using var world = await GatewayWorld.StartAsync();
        var send = SameTwice(world);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (await send(), await send()));
        Assert.Single(world.Origin.Arrived);
        await world.Gateway.Services.GetRequiredService<RejectionRollup>().FlushAsync();
        var entry = Assert.Single(await world.Audit.ListAsync(new AuditFilter(), Cancellation)).Entry;
        Assert.Equal(("duplicates", "friend.example", 1L), (entry.Kind, entry.ClaimedHost, entry.Count));
    }

    [Fact]
    public async Task a_copy_that_arrives_meanwhile_waits_and_gets_the_same_answer()
    {
        var release = new TaskCompletionSource();
        var origin = await FakeOrigin.StartAsync(async context =>
        {
            await release.Task;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        });
        await using var world = await GatewayWorld.StartAsync(origin: origin);
        var send = SameTwice(world);

        var both = new[] { send(), send() };
        await Task.Delay(200, Cancellation);
        Assert.All(both, sent => Assert.False(sent.IsCompleted));
        release.SetResult();

        Assert.All(await Task.WhenAll(both), status => Assert.Equal(HttpStatusCode.Accepted, status));
        Assert.Single(world.Origin.Arrived);
    }

    [Fact]
    public async Task a_delivery_that_failed_is_passed_on_when_it_comes_again()
    {
        var status = 500;
        var origin = await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var world = await GatewayWorld.StartAsync(origin: origin);
        var send = SameTwice(world);

        Assert.Equal(HttpStatusCode.InternalServerError, await send());
        status = 202;
        Assert.Equal(HttpStatusCode.Accepted, await send());
        Assert.Equal(2, world.Origin.Arrived.Count);
    }

    [Fact]
    public async Task a_duplicate_is_decided_about_like_any_other_request()
    {
        const string rules = "mode: enforce\nrules:\n  - { name: all, then: allow }\n";
        await using var world = await GatewayWorld.StartAsync(policy: rules);
        var send = SameTwice(world);
        Assert.Equal(HttpStatusCode.Accepted, await send());

        await File.WriteAllTextAsync(Path.Combine(world.Folder, "policies", "rules.yaml"), rules.Replace("allow", "refuse", StringComparison.Ordinal), Cancellation);

        await Eventually.HoldsAsync(async () => await send() == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task fetches_are_passed_on_as_often_as_they_come()
    {
        await using var world = await GatewayWorld.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.FetchAsync(FakeOrigin.Post, world.Friend.Key)));

        Assert.Equal(5, world.Origin.Arrived.Count);
    }

    /// <summary>Sends the very same octets each time it is called.</summary>
    private static Func<Task<HttpStatusCode>> SameTwice(GatewayWorld world)
    {
        var json = world.Friend.Activity("Create");
        var date = DateTimeOffset.UtcNow.ToString("r", System.Globalization.CultureInfo.InvariantCulture);
        var digest = "SHA-256=" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)));
        var text = $"(request-target): post /users/alice/inbox\nhost: social.example\ndate: {date}\ndigest: {digest}";
        var signature = Convert.ToBase64String(world.Friend.Key.Sign(System.Text.Encoding.UTF8.GetBytes(text)));
        return async () => (await world.DeliverAsync(json, null, headers: headers =>
        {
            headers.TryAddWithoutValidation("Date", date);
            headers.TryAddWithoutValidation("Digest", digest);
            headers.TryAddWithoutValidation("Signature", $"keyId=\"{world.Friend.Key.KeyId}\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date digest\",signature=\"{signature}\"");
        })).StatusCode;
    }
}
