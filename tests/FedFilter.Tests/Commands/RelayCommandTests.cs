using System.Text.Json;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FedFilter.Tests.Commands;

/// <summary><c>relay</c>, as an admin runs it on the store of a relay.</summary>
public sealed class RelayCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task list_shows_who_subscribed_what_they_got_and_what_waits()
    {
        await using var relay = await WithServersAsync();

        var (code, output, error) = await relay.RunAsync("relay", "list");
        var json = JsonElement.Parse((await relay.RunAsync("relay", "list", "--json")).Output);

        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"friend\.example +mastodon +active +20\S+ \S+Z +7 +2026-11-01 12:00Z +2, for 5 h +503, try later +2\d{3}-", output);
        Assert.Matches(@"quick\.example +litepub +active +20\S+ \S+Z +0 *\n", output);
        Assert.Matches(@"lost\.example +mastodon +suspended \(not-committed\)", output);
        Assert.Contains("4 servers: 2 active, 1 suspended, 1 rejected. 2 deliveries wait for 1 server, the oldest for 5 h.", output);
        Assert.Equal(["friend.example", "quick.example", "lost.example", "stranger.example"], json.EnumerateArray().Select(row => row.GetProperty("host").GetString()));
        var friend = json[0];
        Assert.Equal(
            ("mastodon", "active", 7, 2, 0),
            (friend.GetProperty("style").GetString(), friend.GetProperty("state").GetString(), friend.GetProperty("posts").GetInt32(),
                friend.GetProperty("waiting").GetProperty("posts").GetInt32(), friend.GetProperty("waiting").GetProperty("messages").GetInt32()));
        Assert.Equal(("503, try later", 3), (friend.GetProperty("trouble").GetString(), friend.GetProperty("tries").GetInt32()));
    }

    [Fact]
    public async Task list_is_narrowed_by_state_and_by_what_waits()
    {
        await using var relay = await WithServersAsync();

        var rejected = await relay.RunAsync("relay", "list", "--state", "rejected");
        var waiting = await relay.RunAsync("relay", "list", "--waiting");
        var none = await relay.RunAsync("relay", "list", "--state", "left");

        Assert.Equal((0, 0, 0, 2), (rejected.Code, waiting.Code, none.Code, (await relay.RunAsync("relay", "list", "--state", "gone")).Code));
        Assert.Contains("stranger.example", rejected.Output);
        Assert.Contains("1 server: 1 rejected. Nothing waits.", rejected.Output);
        Assert.DoesNotContain("friend.example", rejected.Output);
        Assert.Contains("friend.example", waiting.Output);
        Assert.DoesNotContain("quick.example", waiting.Output);
        Assert.Contains("0 servers. Nothing waits.", none.Output);
    }

    [Fact]
    public async Task a_paused_server_waits_until_it_is_resumed()
    {
        await using var relay = await WithServersAsync();
        var before = (await relay.FindAsync("friend.example")).Version;

        var paused = await relay.RunAsync("relay", "pause", "https://Friend.example/about");
        var row = await relay.FindAsync("friend.example");
        var listed = await relay.RunAsync("relay", "list");
        var again = await relay.RunAsync("relay", "pause", "friend.example");
        var resumed = await relay.RunAsync("relay", "resume", "friend.example");
        var after = await relay.FindAsync("friend.example");

        Assert.Equal((0, 0, 0), (paused.Code, again.Code, resumed.Code));
        Assert.True(row.Paused && row.Version > before, "a running program looks for later versions");
        Assert.Contains("Deliveries to friend.example wait; a running `serve`", paused.Output);
        Assert.Contains("active, paused", listed.Output);
        Assert.Contains("1 of them paused", listed.Output);
        Assert.Contains("as they did", again.Output);
        Assert.True(!after.Paused && after.Version > row.Version, "a running program looks for later versions");
        Assert.Contains("go on", resumed.Output);
        Assert.Contains("The last delivery failed: 503, try later", resumed.Output);
        Assert.Contains("is not paused; nothing was changed", (await relay.RunAsync("relay", "resume", "quick.example")).Output);
    }

    [Fact]
    public async Task a_removed_server_is_told_and_the_rule_that_keeps_it_out_is_at_hand()
    {
        await using var relay = await WithServersAsync();
        await relay.RunAsync("relay", "pause", "friend.example");

        var (code, output, error) = await relay.RunAsync("relay", "remove", "friend.example", "--because", "spam \"again\"");
        var row = await relay.FindAsync("friend.example");
        var message = JsonElement.Parse(Assert.Single(await relay.MessagesAsync("friend.example")));

        Assert.Equal((0, ""), (code, error));
        Assert.Equal((RelayState.Left, "removed", false), (row.State, row.Code, row.Paused)); // or it would not be told
        Assert.Equal(("Reject", "https://relay.example/actor"), (message.GetProperty("type").GetString(), message.GetProperty("actor").GetString()));
        Assert.Equal("https://friend.example/follow/1", message.GetProperty("object").GetProperty("id").GetString());
        Assert.Equal("An admin of relay.example ended the subscription: spam \"again\"", message.GetProperty("summary").GetString());
        Assert.Contains("Today it would be let in by the rule `committed servers`.", output);

        // What it says to write keeps it out.
        var rule = output[output.IndexOf("  - name:", StringComparison.Ordinal)..].TrimEnd();
        await File.WriteAllTextAsync(
            Path.Combine(relay.Path, "policies", "rules.yaml"), RelayFolder.Closed.Replace("  - { name: committed", rule + "\n  - { name: committed", StringComparison.Ordinal), Cancellation);
        var explained = await relay.RunAsync("policy", "explain", "friend.example", "--delivery", "Follow", "--checkpoint", "relay");
        Assert.Contains("decision: refuse, removed, rule: friend.example is not on our relay", explained.Output);
    }

    [Fact]
    public async Task a_removed_server_that_was_followed_back_is_unfollowed()
    {
        await using var relay = await RelayFolder.CreateAsync();
        await relay.SubscribeAsync("pleroma.example", RelayStyle.LitePub);

        await relay.RunAsync("relay", "remove", "pleroma.example");

        Assert.Equal(["Reject", "Undo"], (await relay.MessagesAsync("pleroma.example")).Select(message => JsonElement.Parse(message).GetProperty("type").GetString()));
    }

    [Fact]
    public async Task what_has_no_subscription_cannot_lose_it()
    {
        await using var relay = await WithServersAsync();
        await relay.RunAsync("relay", "remove", "lost.example");

        var again = await relay.RunAsync("relay", "remove", "lost.example");
        var rejected = await relay.RunAsync("relay", "pause", "stranger.example");

        Assert.Equal((1, 1), (again.Code, rejected.Code));
        Assert.Contains("lost.example has no subscription: left (removed) since", again.Output);
        Assert.Contains("stranger.example has no subscription: rejected (not-committed) since", rejected.Output);
        Assert.Single(await relay.MessagesAsync("lost.example"));
    }

    [Fact]
    public async Task an_unknown_server_is_1_with_the_nearest_known_one()
    {
        await using var relay = await WithServersAsync();

        var near = await relay.RunAsync("relay", "pause", "freind.example");
        var far = await relay.RunAsync("relay", "remove", "elsewhere.test");

        Assert.Equal((1, 1), (near.Code, far.Code));
        Assert.Contains("freind.example never asked to subscribe; did you mean `friend.example`?", near.Output);
        Assert.Contains("elsewhere.test never asked to subscribe; `fedfilter relay list` shows who did", far.Output);
        Assert.Equal(2, (await relay.RunAsync("relay", "pause", "127.0.0.1")).Code);
    }

    [Fact]
    public async Task without_a_store_nobody_subscribed_and_none_is_made()
    {
        await using var relay = await RelayFolder.CreateAsync();

        var list = await relay.RunAsync("relay", "list");

        Assert.Equal((0, 1), (list.Code, (await relay.RunAsync("relay", "pause", "friend.example")).Code));
        Assert.Contains("No server asked to subscribe so far. They follow https://relay.example/inbox (Mastodon, Misskey) or https://relay.example/actor", list.Output);
        Assert.False(File.Exists(Path.Combine(relay.Data, Database.FileName)));
    }

    [Fact]
    public async Task without_a_relay_commands_say_so_and_the_list_shows_who_is_left_of_an_earlier_one()
    {
        await using var relay = await RelayFolder.CreateAsync(relay: "");

        var before = await relay.RunAsync("relay", "list");
        await relay.SubscribeAsync("friend.example");
        var list = await relay.RunAsync("relay", "list");
        var pause = await relay.RunAsync("relay", "pause", "friend.example");

        Assert.Equal((2, 0, 2), (before.Code, list.Code, pause.Code));
        Assert.All([before.Error, list.Error, pause.Error], error => Assert.Contains("fedfilter.yaml: there is no relay: `relay.host` names the host", error));
        Assert.Contains("friend.example", list.Output);
        Assert.False((await relay.FindAsync("friend.example")).Paused);
    }

    [Fact]
    public async Task a_store_of_an_earlier_version_is_brought_to_this_one()
    {
        await using var relay = await RelayFolder.CreateAsync();
        await using (var context = await relay.Contexts.CreateDbContextAsync(Cancellation))
            await context.GetService<IMigrator>().MigrateAsync("Declarations", Cancellation);

        var list = await relay.RunAsync("relay", "list");

        Assert.Equal((0, ""), (list.Code, list.Error));
        await relay.SubscribeAsync("friend.example");
    }

    [Fact]
    public async Task what_is_older_than_a_subscription_or_was_given_up_does_not_wait()
    {
        await using var relay = await RelayFolder.CreateAsync();
        await relay.SubscribeAsync("friend.example"); // ten days ago
        await relay.PublishAsync("other.example", TimeProvider.System.GetUtcNow().AddDays(-11));
        await relay.PublishAsync("other.example", TimeProvider.System.GetUtcNow().AddDays(-4), body: null);
        await relay.PublishAsync("other.example", TimeProvider.System.GetUtcNow().AddDays(-2).AddMinutes(-1));
        await relay.Subscribers.TurnAsync("friend.example", RelayState.Active, RelayState.Active, null, ["{}"u8.ToArray()], Cancellation);

        Assert.Contains("1 delivery and 1 message wait for 1 server, the oldest for 10 d.", (await relay.RunAsync("relay", "list")).Output);
    }

    [Fact]
    public async Task what_a_server_chose_is_inert_wherever_it_is_shown()
    {
        const string hostile = "[red]\u001b[31m\u001b]0;title\u0007\u202e\r\n=cmd";
        await using var relay = await RelayFolder.CreateAsync();
        await relay.SubscribeAsync("friend.example", actor: $"https://friend.example/{hostile}");
        await relay.ProgressAsync("friend.example", row => (row.Trouble, row.Tries, row.Code) = (hostile + new string('x', 100_000), 1, hostile));

        foreach (var command in (string[][])[["relay", "list"], ["relay", "list", "--json"], ["relay", "resume", "friend.example"], ["relay", "remove", "friend.example"]])
        {
            var (code, output, _) = await relay.RunAsync(command);

            Assert.Equal(0, code);
            Assert.InRange(output.Length, 1, 5_000);
            Assert.DoesNotContain(output, c => char.IsControl(c) && c is not '\n' || c == '\u202e');
        }
    }

    /// <summary>One that is behind by two posts, one that has all, one that lost its standing, and one that was refused.</summary>
    private static async Task<RelayFolder> WithServersAsync()
    {
        var relay = await RelayFolder.CreateAsync();
        var now = TimeProvider.System.GetUtcNow();
        await relay.SubscribeAsync("friend.example");
        await relay.SubscribeAsync("quick.example", RelayStyle.LitePub);
        await relay.SubscribeAsync("lost.example", state: RelayState.Suspended, code: "not-committed");
        await relay.SubscribeAsync("stranger.example", state: RelayState.Rejected, code: "not-committed");
        await relay.PublishAsync("quick.example", now.AddHours(-6)); // it got this one
        await relay.PublishAsync("friend.example", now.AddHours(-6)); // and this is its own
        await relay.PublishAsync("quick.example", now.AddHours(-5).AddMinutes(-1));
        await relay.PublishAsync("quick.example", now.AddHours(-4));
        await relay.ProgressAsync("friend.example", row =>
        {
            (row.Cursor, row.Delivered, row.DeliveredAt) = (1, 7, new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
            (row.Tries, row.Trouble, row.DueAt) = (3, "503, try later", now.AddHours(1).ToUnixTimeMilliseconds());
        });
        await relay.ProgressAsync("quick.example", row => row.Cursor = 4);
        return relay;
    }
}
