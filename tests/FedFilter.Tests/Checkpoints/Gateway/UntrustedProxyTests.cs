using System.Collections.Concurrent;
using System.Net;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class UntrustedProxyTests
{
    private static readonly string Pem = SigningKey.NewPem();

    [Fact]
    public async Task a_proxy_that_is_not_trusted_is_kept_for_doctor()
    {
        await using var world = await GatewayWorld.StartAsync("  trusted-proxies: [10.1.2.3/32]\n");

        await world.FetchAsync("/about", null, headers => headers.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.7"));

        Assert.Equal("127.0.0.1", UntrustedProxy.Read(world.Gateway.Services.GetRequiredService<Settings>())?.Address);
    }

    [Fact]
    public async Task an_admin_reads_of_it_in_doctor()
    {
        await using var world = await GatewayWorld.StartAsync("  trusted-proxies: [10.1.2.3/32]\n");
        await world.FetchAsync("/about", null, headers => headers.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.7"));

        var doctor = await BuiltProgram.RunAsync(world.Folder, "doctor");

        Assert.Contains("wrong proxy: requests with X-Forwarded-For came from 127.0.0.1, which is not in gateway.trusted-proxies", string.Join(' ', doctor.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task the_deliveries_of_a_busy_evening_all_pass_through_it()
    {
        await using var world = await GatewayWorld.StartAsync("  trusted-proxies: [10.1.2.3/32]\n");
        using var any = SigningKey.FromPem("any", Pem);
        foreach (var peer in (FakePeer[])[world.Friend, world.Stranger])
            peer.Answer = context =>
            {
                var actor = $"http://{peer.Host}{context.Request.Path}";
                return FakeOrigin.ActivityAsync(context, peer.ActorJson(actor, actor + "#main-key", actor, any.PublicPem));
            };

        var statuses = new ConcurrentBag<HttpStatusCode>();
        await Parallel.ForAsync(0, 240, new ParallelOptions { MaxDegreeOfParallelism = 30 }, async (i, _) =>
        {
            var actor = $"http://{(i % 2 == 0 ? world.Friend : world.Stranger).Host}/users/{i}";
            using var key = SigningKey.FromPem(actor + "#main-key", Pem);
            using var answer = await world.DeliverAsync(
                $$"""{"id":"{{actor}}/1","type":"Like","actor":"{{actor}}","object":"http://social.example/users/alice/statuses/1"}""", key, headers: headers => headers.TryAddWithoutValidation("X-Forwarded-For", $"198.51.{i}.7"));
            statuses.Add(answer.StatusCode);
        });

        Assert.Equal([HttpStatusCode.Accepted], statuses.Distinct());
    }

    [Theory]
    [InlineData("10.1.2.3/32", null)] // a client that sends none
    [InlineData("127.0.0.0/8", "198.51.100.7")]
    public async Task nothing_is_kept_where_all_is_well(string trusted, string? forwarded)
    {
        await using var world = await GatewayWorld.StartAsync($"  trusted-proxies: [{trusted}]\n");

        await world.FetchAsync("/about", null, headers =>
        {
            if (forwarded is not null)
                headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        });

        Assert.Null(UntrustedProxy.Read(world.Gateway.Services.GetRequiredService<Settings>()));
    }

    [Fact]
    public async Task it_is_reported_no_longer_once_it_is_trusted()
    {
        await using var world = await GatewayWorld.StartAsync("  trusted-proxies: [10.1.2.3/32]\n");
        await world.FetchAsync("/about", null, headers => headers.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.7"));
        var settings = world.Gateway.Services.GetRequiredService<Settings>();

        Assert.Null(UntrustedProxy.Read(settings with { Gateway = settings.Gateway with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] } }));
    }
}
