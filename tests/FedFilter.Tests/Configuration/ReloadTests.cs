using System.Diagnostics.Metrics;
using System.Net;
using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Configuration;

/// <summary>A changed policy comes into force while the gateway serves, and a broken one does not.</summary>
public sealed class ReloadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_edited_file_changes_decisions_and_is_on_record_and_a_broken_one_changes_nothing()
    {
        await using var world = await GatewayWorld.StartAsync();
        var first = world.Gateway.Services.GetRequiredService<PolicyStore>().Current.Revision;
        Assert.Equal(HttpStatusCode.Forbidden, await FetchAsync(world));

        await TestFolder.WriteAsync(world.PeersFile, "peers:\n  - { host: stranger.example, attests: [no-ai-training], by: a test }\n");
        await Eventually.HoldsAsync(async () => await FetchAsync(world) == HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await PoliciesAsync(world)).Count == 1);

        var entry = Assert.Single(await PoliciesAsync(world)).Entry;
        var second = world.Gateway.Services.GetRequiredService<PolicyStore>().Current.Revision;
        Assert.Equal((first, second, "enforce"), (entry.Before, entry.Policy, entry.Code));

        await TestFolder.WriteAsync(world.PeersFile, "peers: [{ hst: stranger.example }]\n");
        await Eventually.HoldsAsync(() => Task.FromResult(Problems(world) > 0));
        Assert.Equal(HttpStatusCode.OK, await FetchAsync(world));
        Assert.Single(await PoliciesAsync(world));
    }

    [Fact]
    public async Task a_file_that_is_still_being_written_is_not_taken()
    {
        await using var world = await GatewayWorld.StartAsync(time: new FakeTimeProvider(DateTimeOffset.UtcNow)); // a clock that stands: only the test has it look
        var watch = world.Gateway.Services.GetServices<IHostedService>().OfType<PolicyWatch>().Single();
        var store = world.Gateway.Services.GetRequiredService<PolicyStore>();
        var first = store.Current.Revision;
        await watch.LookAsync(); // the first look reads what is there, whatever it is

        await File.WriteAllTextAsync(world.PeersFile, "", Cancellation);
        await watch.LookAsync();
        await File.WriteAllTextAsync(world.PeersFile, "peers:\n  - { host: stranger.example, attests: [no-ai-training], by: a test }\n", Cancellation);
        await watch.LookAsync();
        Assert.Equal(first, store.Current.Revision);

        await watch.LookAsync();
        Assert.NotEqual(first, store.Current.Revision);
        Assert.Equal(["stranger.example"], store.Current.PeerNames);
    }

    private static async Task<HttpStatusCode> FetchAsync(GatewayWorld world)
    {
        using var answer = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        return answer.StatusCode;
    }

    private static Task<IReadOnlyList<AuditRecord>> PoliciesAsync(GatewayWorld world) => world.Audit.ListAsync(new AuditFilter { Kind = AuditKind.Policy }, Cancellation);

    /// <summary>What the metric says: other gateways of this process have their own.</summary>
    private static int Problems(GatewayWorld world)
    {
        var measured = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == "fedfilter.policy.problems") listener.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => measured += value);
        listener.Start();
        listener.RecordObservableInstruments();
        return world.Gateway.Services.GetRequiredService<PolicyStore>().Problems.Count > 0 ? measured : 0;
    }
}
