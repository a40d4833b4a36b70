using System.Net;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class UntrustedProxyTests
{
    [Fact]
    public async Task a_proxy_that_is_not_trusted_is_kept_for_doctor()
    {
        await using var world = await GatewayWorld.StartAsync("  trusted-proxies: [10.1.2.3/32]\n");

        await world.FetchAsync("/about", null, headers => headers.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.7"));

        Assert.Equal("127.0.0.1", UntrustedProxy.Read(world.Gateway.Services.GetRequiredService<Settings>())?.Address);
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
