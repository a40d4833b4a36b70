using System.Diagnostics;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop;

/// <summary>Other people's clients through the proxy, and a Fedify server that really delivers through it.</summary>
public sealed class EgressTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task intercepted_a_note_reaches_the_committed_follower_and_not_the_other_whose_actor_can_still_be_read()
    {
        await using var story = await EgressStory.StartAsync("  intercept: true", intercept: true);
        var (alice, bob, mallory) = (story.Alice, story.Bob, story.Mallory);
        await FollowAsync(bob, alice);
        Assert.Equal(alice.Actor, (await bob.ReceivesAsync("Accept")).GetProperty("from").GetString());

        // Mallory's server could not even look alice up; that it has followed her since before there was a policy makes no difference.
        var posted = await alice.PostAsync("for friends", bob.Actor, mallory.Actor);

        Assert.Equal([bob.Actor], posted.Body!.Value.EnumerateArray().Select(reached => reached.GetString()));
        Assert.Contains("for friends", (await bob.ReceivesAsync("Create")).GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains(new Exchange("POST", bob.Inbox, "cavage", 202), posted.Exchanges);
        Assert.Contains(new Exchange("POST", mallory.Inbox, "cavage", 403, "not-committed"), posted.Exchanges);
        Assert.True((await alice.GetAsync(mallory.Actor)).Ok);
        Assert.Empty(await story.AuditAsync(bob.Host));
        Assert.All(await story.AuditAsync(mallory.Host), entry => Assert.Equal(("not-committed", "delivery"), entry));
        Assert.NotEmpty(await story.AuditAsync(mallory.Host));
        Assert.Contains("egress: last used ", await story.DoctorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task plain_and_strict_a_note_reaches_the_committed_follower_and_the_other_is_not_even_asked()
    {
        await using var story = await EgressStory.StartAsync("  plain: strict");
        var (alice, bob, mallory) = (story.Alice, story.Bob, story.Mallory);
        await FollowAsync(bob, alice);

        var posted = await alice.PostAsync("for friends", bob.Actor, mallory.Actor);

        Assert.Equal([bob.Actor], posted.Body!.Value.EnumerateArray().Select(reached => reached.GetString()));
        Assert.Contains("for friends", (await bob.ReceivesAsync("Create")).GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False((await alice.GetAsync(mallory.Actor)).Ok);
        Assert.All(await story.AuditAsync(mallory.Host), entry => Assert.Equal("not-committed", entry.Code));
    }

    [Fact]
    public async Task plain_and_lenient_a_strangers_actor_can_be_read()
    {
        await using var story = await EgressStory.StartAsync("  plain: lenient");

        var read = await story.Alice.GetAsync(story.Mallory.Actor);

        Assert.True(read.Ok, read.Error);
        Assert.Empty(await story.AuditAsync(story.Mallory.Host));
    }

    [Fact]
    public async Task a_node_client_with_an_https_agent_goes_through()
    {
        NodeScript.SkipIfMissing();
        await using var world = await EgressWorld.StartAsync("  intercept: true", tls: true);
        await using var node = NodeScript.Start(
            "agent.mjs", [], ["GET", "https://stranger.example/users/bob", "POST", "https://friend.example/inbox", "POST", "https://stranger.example/inbox"],
            ("HTTPS_PROXY", world.Proxy.AbsoluteUri), ("NODE_EXTRA_CA_CERTS", world.AuthorityFile));

        foreach (var (status, code) in new[] { (200, null), (202, null), (403, "not-committed") })
        {
            var answered = await node.ExpectAsync("answered");
            Assert.Equal((status, code), (answered.GetProperty("status").GetInt32(), answered.TryGetProperty("code", out var found) ? found.GetString() : null));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  plain: strict")]
    public async Task a_node_client_goes_through_where_only_the_host_is_seen(string egress)
    {
        NodeScript.SkipIfMissing();
        await using var world = await EgressWorld.StartAsync(egress, tls: true);
        await using var node = NodeScript.Start(
            "agent.mjs", [], ["GET", "https://friend.example/users/bob", "POST", "https://friend.example/inbox"],
            ("HTTPS_PROXY", world.Proxy.AbsoluteUri), ("NODE_EXTRA_CA_CERTS", Path.Combine(world.Folder, "public-roots.pem")));

        foreach (var status in new[] { 200, 202 })
            Assert.Equal(status, (await node.ExpectAsync("answered")).GetProperty("status").GetInt32());
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task a_dotnet_client_goes_through_where_only_the_host_is_seen()
    {
        await using var world = await EgressWorld.StartAsync(tls: true);
        using var client = world.Origin(TestTls.IsTrusted);

        Assert.Contains("a post", await client.GetStringAsync(new Uri("https://friend.example/note"), Cancellation), StringComparison.Ordinal);
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task a_real_server_that_asks_for_a_second_hello_gets_it()
    {
        const string openssl = "/usr/bin/openssl";
        Assert.SkipUnless(File.Exists(openssl), "openssl is not installed");
        var (folder, port) = (Directory.CreateTempSubdirectory("fedfilter-tests-").FullName, GuardedServer.FreePort());
        var (certificate, key) = TestTls.Pem("friend.example");
        await File.WriteAllTextAsync(Path.Combine(folder, "server.crt"), certificate, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "server.key"), key, Cancellation);
        await using (var server = ChildProcess.Start(openssl, ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", "server.crt", "-key", "server.key", "-groups", "P-384", "-tls1_3", "-www"], folder))
        {
            await server.ExpectAsync(line => line.StartsWith("ACCEPT", StringComparison.Ordinal), "that it listens");
            await using var world = await EgressWorld.StartAsync(port: port);
            await using var client = ChildProcess.Start(
                openssl, ["s_client", "-proxy", world.Proxy.Authority, "-connect", "friend.example:443", "-servername", "friend.example", "-CAfile", TestTls.WriteAuthority(folder), "-groups", "X25519:P-384", "-msg"], folder);

            for (var i = 0; i < 2; i++) // its key share for X25519 is refused
                await client.ExpectAsync(line => line.Contains("ClientHello", StringComparison.Ordinal) && line.StartsWith(">>>", StringComparison.Ordinal), "that it says hello");
            await client.ExpectAsync(line => line.Contains("Verification: OK", StringComparison.Ordinal), "that it trusts the server");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("", "stranger.example", "202")] // only the host is seen
    [InlineData("", "blocked.example", "403")] // of the CONNECT
    [InlineData("  plain: strict", "stranger.example", "403")]
    [InlineData("  intercept: true", "friend.example", "202")]
    [InlineData("  intercept: true", "stranger.example", "403")]
    public async Task curl_delivers_where_it_may(string egress, string host, string status)
    {
        await using var world = await EgressWorld.StartAsync(egress, tls: true);
        var roots = egress.Contains("intercept", StringComparison.Ordinal) ? world.AuthorityFile : Path.Combine(world.Folder, "public-roots.pem");

        var (code, said) = await CurlAsync(
            "--silent", "--proxy", world.Proxy.AbsoluteUri, "--cacert", roots, "--header", "Content-Type: application/activity+json",
            "--data", """{"type":"Create","actor":"https://social.example/users/alice"}""", "--write-out", "%{http_connect} %{response_code}", "--output", "/dev/null",
            $"https://{host}/inbox");

        var refusedTunnel = egress.Length == 0 || egress.Contains("strict", StringComparison.Ordinal) ? status == "403" : false;
        Assert.Equal(refusedTunnel ? (56, "403 000") : (0, $"200 {status}"), (code, said));
    }

    [Fact]
    public async Task curl_asks_for_a_page_by_its_whole_address()
    {
        await using var world = await EgressWorld.StartAsync("  ports: [80]");

        var (code, said) = await CurlAsync("--silent", "--proxy", world.Proxy.AbsoluteUri, "http://stranger.example/note");

        Assert.Equal((0, """{"type":"Note","content":"a post"}"""), (code, said));
    }

    private static async Task FollowAsync(ForeignServer follower, ForeignServer followed)
    {
        var follow = await follower.FollowAsync(followed.Actor);
        Assert.True(follow.Exchanges.Any(exchange => exchange is { Method: "POST", Status: not (401 or 403) }), $"{follow.Error}: {string.Join(' ', follow.Exchanges)}");
        Assert.Equal(follower.Actor, (await followed.ReceivesAsync("Follow")).GetProperty("from").GetString());
    }

    private static async Task<(int Code, string Said)> CurlAsync(params string[] arguments)
    {
        const string curl = "/usr/bin/curl";
        Assert.SkipUnless(File.Exists(curl), "curl is not installed");
        var start = new ProcessStartInfo(curl, arguments) { RedirectStandardOutput = true };
        start.Environment["NO_PROXY"] = "";
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, said);
    }
}
