using System.Net.Security;
using System.Text;
using FedFilter.Audit;
using FedFilter.Tests.World;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Checkpoints.Egress;

/// <summary>Plain mode: of a tunnel only the host is seen.</summary>
public sealed class TunnelTests
{
    [Fact]
    public async Task through_a_tunnel_to_a_committed_server_bytes_pass_both_ways()
    {
        await using var world = await StartAsync();

        var answer = await GetThroughAsync(world, EgressWorld.Friend);

        Assert.Contains("a post", answer, StringComparison.Ordinal);
        Assert.Equal([EgressWorld.Friend], world.Arrived.Select(arrived => arrived.Host));
        Assert.Empty(await world.AuditAsync());
        await world.AreAllGoneAsync();
    }

    [Theory]
    [InlineData("Host: friend.example\r\n")] // http.rb
    [InlineData("host: FRIEND.example:443\r\nproxy-connection: keep-alive\r\nContent-Length: 0\r\n")]
    [InlineData("Host: 127.0.0.1:8118\r\n")] // Mint names the proxy
    [InlineData("Host: fedfilter:8118\r\n")]
    [InlineData("Host: proxy.social.example:PORT\r\n")]
    [InlineData("")]
    public async Task clients_differ_in_what_they_say_beside_the_target(string headers)
    {
        await using var world = await StartAsync();
        await using var connection = await world.DialAsync();

        await connection.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT friend.example:443 HTTP/1.1\r\n{headers.Replace("PORT", $"{world.Proxy.Port}", StringComparison.Ordinal)}\r\n"), TestContext.Current.CancellationToken);

        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", await EgressWorld.ReadHeadAsync(connection));
    }

    [Fact]
    public async Task a_host_that_a_rule_refuses_gets_no_tunnel_and_the_answer_says_why()
    {
        await using var world = await StartAsync();

        var answer = await world.SendRawAsync("CONNECT blocked.example:443 HTTP/1.1\r\nHost: blocked.example:443\r\nUser-Agent: Mastodon\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        var (entry, details) = ((await world.AuditAsync()).Single() is var record ? (record.Entry, record.Details!) : default);
        Assert.Contains("\"code\":\"blocked\"", answer, StringComparison.Ordinal);
        Assert.Contains($"\"decision\":\"{entry.Id}\"", answer, StringComparison.Ordinal);
        Assert.Equal(
            (AuditKind.Refusal, "egress", "outbound", "delivery", "blocked.example", "the worst"),
            (entry.Kind, entry.Checkpoint, entry.Direction, entry.Request, entry.Peer, entry.Rule));
        Assert.Equal(("social.example", "blocked.example:443", "Mastodon"), (details.Origin, details.Target, details.UserAgent));
        Assert.Empty(world.Arrived);
    }

    [Fact]
    public async Task a_stranger_is_tunnelled_to_and_counted()
    {
        await using var world = await StartAsync(time: Standing()); // so that both fall into one minute

        Assert.Contains("a post", await GetThroughAsync(world, EgressWorld.Stranger), StringComparison.Ordinal);
        await GetThroughAsync(world, EgressWorld.Stranger);

        var counted = Assert.Single(await world.AuditAsync()).Entry;
        Assert.Equal(("egress-unseen", "egress", 2), (counted.Code, counted.Checkpoint, counted.Count));
    }

    [Fact]
    public async Task in_strict_mode_a_stranger_gets_no_tunnel()
    {
        await using var world = await StartAsync("  plain: strict");

        var (connection, answer) = await world.ConnectAsync("stranger.example:443");
        await using (connection)
            Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);

        Assert.Equal("not-committed", Assert.Single(await world.AuditAsync()).Entry.Code);
        Assert.Contains("a post", await GetThroughAsync(world, EgressWorld.Friend), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EgressWorld.Blocked)]
    [InlineData("objects.blocked.example")]
    [InlineData("social.example")] // our own
    public async Task about_some_hosts_nothing_is_decided(string host)
    {
        await using var world = await StartAsync("""
              plain: strict
              always: [blocked.example, "*.blocked.example"]
            """, "mode: enforce\nrules: [ { name: nobody, then: refuse } ]");

        Assert.Contains("a post", await GetThroughAsync(world, host), StringComparison.Ordinal);
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task a_policy_that_observes_lets_pass_what_it_would_refuse()
    {
        await using var world = await StartAsync(policy: EgressWorld.Rules.Replace("mode: enforce", "mode: observe", StringComparison.Ordinal));

        Assert.Contains("a post", await GetThroughAsync(world, EgressWorld.Blocked), StringComparison.Ordinal);

        var entry = Assert.Single(await world.AuditAsync()).Entry;
        Assert.Equal(("blocked", false), (entry.Code, entry.Enforced));
    }

    [Theory]
    [InlineData("{ name: it, when: { checkpoint: egress }, then: refuse }", "403", "refused-by-rule")] // a rule about this checkpoint
    [InlineData("{ name: it, when: { checkpoint: egress, delivery: true }, then: refuse }", "200", null)] // a fetch may pass
    [InlineData("{ name: it, when: { peer: stranger.example }, then: hold }", "503", "held-by-rule")]
    [InlineData("{ name: it, when: { standing: { no-ai-training: [unknown] } }, then: refuse }", "200", null)] // so is everyone's whom nobody knows
    [InlineData("{ name: it, when: { peer: stranger.example, fetch: [/users/*] }, then: refuse }", "200", null)]
    public async Task a_tunnel_is_refused_only_where_a_rule_refuses_this_host_or_checkpoint_whatever_is_asked(string rule, string status, string? code)
    {
        await using var world = await StartAsync(policy: $"mode: enforce\nrules:\n  - {rule}\n  - {{ name: everyone else, then: refuse, because: not-committed }}\n");

        var (connection, answer) = await world.ConnectAsync("stranger.example:443");
        await using (connection)
        {
            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
            if (code is not null)
                Assert.Contains($"\"code\":\"{code}\"", await EgressWorld.ReadToEndAsync(connection), StringComparison.Ordinal);
            Assert.Equal(status == "503", answer.Contains("Retry-After: 60", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task while_a_block_list_cannot_be_read_no_stranger_is_tunnelled_to()
    {
        await using var world = await StartAsync(policy: """
            mode: enforce
            lists: { blocked: { url: "https://dead.example/list.csv", format: mastodon } }
            rules:
              - { name: the worst, when: { listed: blocked }, then: refuse }
              - { name: everyone else, then: refuse, because: not-committed }
            """);

        var (connection, answer) = await world.ConnectAsync("stranger.example:443");
        await using (connection)
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_limit_counts_tunnels()
    {
        await using var world = await StartAsync(policy: "mode: enforce\nrules: [ { name: slowly, then: limit, rate: 1/m } ]", time: Standing());

        await GetThroughAsync(world, EgressWorld.Stranger);
        var (connection, answer) = await world.ConnectAsync("stranger.example:443");
        await using (connection)
            Assert.StartsWith("HTTP/1.1 429 ", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", answer, StringComparison.Ordinal);
    }

    private static Task<EgressWorld> StartAsync(string egress = "", string policy = EgressWorld.Rules, TimeProvider? time = null) =>
        EgressWorld.StartAsync(egress, policy, time, tls: true);

    private static FakeTimeProvider Standing() => new(TimeProvider.System.GetUtcNow());

    private static async Task<string> GetThroughAsync(EgressWorld world, string host)
    {
        var (connection, answer) = await world.ConnectAsync($"{host}:443");
        await using (connection)
        {
            Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", answer);
            await using var tls = new SslStream(connection);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = TestTls.IsTrusted }, TestContext.Current.CancellationToken);
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET /note HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
            return await EgressWorld.ReadToEndAsync(tls);
        }
    }
}
