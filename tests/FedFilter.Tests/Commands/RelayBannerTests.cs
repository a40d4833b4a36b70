using FedFilter.Commands;
using FedFilter.Configuration;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Commands;

/// <summary>What <c>serve</c> says of the relay when it is up.</summary>
public sealed class RelayBannerTests
{
    private const string Warning = "warning: as long as the policy only observes, anyone may subscribe to the relay";

    [Theory]
    [InlineData("observe", true)]
    [InlineData("enforce", false)]
    public async Task who_only_observes_is_warned_that_the_relay_is_open(string mode, bool expected)
    {
        await using var world = await GatewayWorld.StartAsync(
            policy: $"mode: {mode}\nrules:\n  - {{ name: nobody, then: refuse, because: closed }}\n", more: "relay: { host: relay.example, scheme: http }");
        var services = world.Gateway.Services;

        var lines = await Banner.LinesAsync(
            services.GetRequiredService<Settings>(), services.GetRequiredService<PolicyStore>().Current, world.Gateway, TestContext.Current.CancellationToken);

        Assert.Contains(lines, line => line.StartsWith("relay relay.example: ", StringComparison.Ordinal));
        Assert.Equal(expected, lines.Any(line => line.StartsWith(Warning, StringComparison.Ordinal)));
    }
}
