using FedFilter.Tests.World;

namespace FedFilter.Tests.Commands;

/// <summary>What the commands say of egress, beside a running proxy.</summary>
public sealed class EgressDoctorTests
{
    [Fact]
    public async Task doctor_says_when_the_origin_used_the_proxy_last_and_what_goes_past_it()
    {
        await using var world = await EgressWorld.StartAsync();

        Assert.Contains("wrong egress: never used so far: is your server told to use http://127.0.0.1:", await DoctorAsync(world), StringComparison.Ordinal);

        await using var connection = (await world.ConnectAsync("stranger.example:443")).Connection;
        var said = await DoctorAsync(world);
        Assert.Contains("good  egress: last used 0 min ago, for stranger.example", said, StringComparison.Ordinal);
        Assert.Contains("not covered: deliveries to servers that no rule refuses by themselves", said, StringComparison.Ordinal);
        Assert.Contains("past the proxy: a relay:", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task explain_takes_the_way_that_a_refused_tunnel_and_a_delivery_of_ours_took()
    {
        await using var world = await EgressWorld.StartAsync("  always: [objects.blocked.example]");
        await using var connection = (await world.ConnectAsync("blocked.example:443")).Connection;
        var id = Assert.Single(await world.AuditAsync()).Entry.Id;
        var file = Path.Combine(world.Folder, "activity.json");
        await File.WriteAllTextAsync(file, """{"type":"Create","actor":"https://social.example/users/alice","object":{"type":"Note"}}""", TestContext.Current.CancellationToken);

        var ofTunnel = await BuiltProgram.RunAsync(world.Folder, "policy", "explain", "--decision", id);
        var ofDelivery = await BuiltProgram.RunAsync(world.Folder, "policy", "explain", "stranger.example", "--activity-file", file, "--direction", "outbound", "--checkpoint", "egress");
        var ofAlways = await BuiltProgram.RunAsync(world.Folder, "policy", "explain", "objects.blocked.example", "--delivery", "Create", "--direction", "outbound", "--checkpoint", "egress");

        Assert.Contains("decision: refuse, blocked, rule: the worst", ofTunnel.Output, StringComparison.Ordinal);
        Assert.Contains("decision: refuse, not-committed (missing: no-ai-training), rule: everyone else", ofDelivery.Output, StringComparison.Ordinal);
        Assert.Contains("about this host nothing is decided at the egress", ofAlways.Output, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (ofTunnel.Code, ofDelivery.Code, ofAlways.Code));
    }

    [Fact]
    public async Task a_tunnel_that_could_not_be_seen_into_is_listed_as_let_through()
    {
        await using var world = await EgressWorld.StartAsync();
        await using var connection = (await world.ConnectAsync("stranger.example:443")).Connection;
        await world.AuditAsync();

        Assert.Matches("tunnelled ×1 +egress-unseen", (await BuiltProgram.RunAsync(world.Folder, "audit", "list")).Output);
    }

    private static async Task<string> DoctorAsync(EgressWorld world) => (await BuiltProgram.RunAsync(world.Folder, "doctor")).Output;
}
