using FedFilter.Checkpoints.Relay;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Relay;

public sealed class FollowingTests
{
    [Theory, InlineData(RelayWorld.Public), InlineData("as:Public"), InlineData("Public")]
    public async Task a_committed_server_that_follows_the_public_collection_is_a_subscriber_and_told_so(string target)
    {
        await using var world = await RelayWorld.StartAsync();

        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend, target));

        var row = await world.SubscriberAsync(world.Friend);
        Assert.Equal((RelayState.Active, RelayStyle.Mastodon, world.Friend.Actor + "/inbox", 0), (row!.State, row.Style, row.Inbox, row.Place));
        var accept = Assert.Single(await world.MessagesAsync());
        Assert.Equal(("Accept", RelayWorld.Actor), (accept.GetProperty("type").GetString(), accept.GetProperty("actor").GetString()));
        Assert.Equal(row.FollowId, accept.GetProperty("object").GetProperty("id").GetString());
        Assert.Equal(world.Friend.Actor, accept.GetProperty("to")[0].GetString());
    }

    [Fact]
    public async Task a_server_that_follows_the_actor_is_followed_back()
    {
        await using var world = await RelayWorld.StartAsync();

        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend, RelayWorld.Actor));

        Assert.Equal(RelayStyle.LitePub, (await world.SubscriberAsync(world.Friend))!.Style);
        var told = await world.MessagesAsync();
        Assert.Equal(["Accept", "Follow"], told.Select(message => message.GetProperty("type").GetString()));
        Assert.Equal(world.Friend.Actor, told[1].GetProperty("object").GetString());
        foreach (var answer in (string[])["Accept", "Reject"])
            await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, answer, told[1].GetProperty("id").GetString()!));
        Assert.Equal(RelayState.Active, (await world.SubscriberAsync(world.Friend))!.State);
        await world.IsRejectedAsync(world.Friend, RelayWorld.About(world.Friend, "Accept", $"{RelayWorld.Actor}/another", "2"), 403, "answer-unknown");
    }

    [Fact]
    public async Task who_unfollows_the_actor_is_unfollowed_by_the_very_follow()
    {
        await using var world = await RelayWorld.StartAsync();
        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend, RelayWorld.Actor));
        var follow = (await world.MessagesAsync())[^1];

        await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, "Undo", (await world.SubscriberAsync(world.Friend))!.FollowId!));

        var undo = (await world.MessagesAsync())[^1];
        Assert.Equal("Undo", undo.GetProperty("type").GetString());
        Assert.Equal(follow.GetProperty("id").GetString(), undo.GetProperty("object").GetProperty("id").GetString());
        Assert.Equal(world.Friend.Actor, undo.GetProperty("object").GetProperty("object").GetString());

        // Servers take no id twice: who comes again is followed by another one.
        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend, RelayWorld.Actor, number: "2"));
        var again = (await world.MessagesAsync())[^1];
        Assert.Equal("Follow", again.GetProperty("type").GetString());
        Assert.NotEqual(follow.GetProperty("id").GetString(), again.GetProperty("id").GetString());
    }

    [Fact]
    public async Task what_was_decided_about_a_subscription_that_has_changed_since_is_void()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        await world.TurnAsync(world.Friend, RelayState.Left); // an admin removes it

        Assert.False(await world.Subscribers.TurnAsync(world.Friend.Host, RelayState.Active, RelayState.Suspended, "too-late", ["{}"u8.ToArray()], TestContext.Current.CancellationToken));

        Assert.Equal((RelayState.Left, "a-test"), ((await world.SubscriberAsync(world.Friend))!.State, (await world.SubscriberAsync(world.Friend))!.Code));
        Assert.DoesNotContain(await world.MessagesAsync(), message => !message.TryGetProperty("type", out _));
    }

    [Fact]
    public async Task the_shared_inbox_is_taken_where_there_is_one()
    {
        await using var world = await RelayWorld.StartAsync();
        var json = world.Friend.ActorJson();
        world.Friend.Answer = context => FakeOrigin.ActivityAsync(context, $$$"""{"endpoints":{"sharedInbox":"http://friend.example/inbox"},{{{json[1..]}}}""");

        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend));

        Assert.Equal("http://friend.example/inbox", (await world.SubscriberAsync(world.Friend))!.Inbox);
    }

    [Fact]
    public async Task a_stranger_is_rejected_and_told_why_what_is_missing_and_where_to_declare_it()
    {
        await using var world = await RelayWorld.StartAsync();

        await world.IsTakenAsync(world.Stranger, RelayWorld.Follow(world.Stranger));

        var row = await world.SubscriberAsync(world.Stranger);
        Assert.Equal((RelayState.Rejected, "not-committed", null), (row!.State, row.Code, row.Place));
        var reject = Assert.Single(await world.MessagesAsync());
        Assert.Equal("Reject", reject.GetProperty("type").GetString());
        var summary = reject.GetProperty("summary").GetString()!;
        Assert.Contains("not-committed", summary, StringComparison.Ordinal);
        Assert.Contains("no-ai-training", summary, StringComparison.Ordinal);
        Assert.Contains("http://social.example/fedfilter/terms?host=stranger.example", summary, StringComparison.Ordinal);
        var refusal = Assert.Single(await world.Gateway.Audit.ListAsync(new() { Limit = 10 }, TestContext.Current.CancellationToken), record => record.Entry.Peer == "stranger.example");
        Assert.Equal(("relay", "strangers do not take part in the relay"), (refusal.Entry.Checkpoint, refusal.Entry.Rule));
        Assert.Contains(refusal.Entry.Id, summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_stranger_is_told_no_more_than_the_decision_where_refusals_are_terse()
    {
        await using var world = await RelayWorld.StartAsync("  refusals: terse");

        await world.IsTakenAsync(world.Stranger, RelayWorld.Follow(world.Stranger));

        Assert.DoesNotContain("no-ai-training", Assert.Single(await world.MessagesAsync()).GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_is_answered_holds_nothing_of_a_follow_but_its_ids()
    {
        await using var world = await RelayWorld.StartAsync();

        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend).Replace("\"type\"", "\"summary\":\"<script>\",\"actor\":{\"id\":\"" + world.Friend.Actor + "\",\"name\":\"x\"},\"type\"").Replace($"\"actor\":\"{world.Friend.Actor}\",", ""));

        var accept = Assert.Single(await world.MessagesAsync());
        Assert.Equal(["id", "type", "actor", "object"], accept.GetProperty("object").EnumerateObject().Select(member => member.Name));
        Assert.Equal(world.Friend.Actor, accept.GetProperty("object").GetProperty("actor").GetString());
    }

    [Fact]
    public async Task an_undo_ends_the_subscription_whether_it_embeds_the_follow_or_names_it()
    {
        await using var world = await RelayWorld.SubscribedAsync();

        await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, "Undo", $"{world.Friend.Actor}#follows/1"));
        Assert.Equal(RelayState.Left, (await world.SubscriberAsync(world.Friend))!.State);

        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend, number: "2"));
        Assert.Equal((RelayState.Active, 0), ((await world.SubscriberAsync(world.Friend))!.State, (await world.SubscriberAsync(world.Friend))!.Place));

        await world.IsTakenAsync(world.Friend, $$"""{"id":"{{world.Friend.Actor}}/undo/2","type":"Undo","actor":"{{world.Friend.Actor}}","object":{{RelayWorld.Follow(world.Friend, number: "forgotten")}}}""");
        Assert.Equal(RelayState.Left, (await world.SubscriberAsync(world.Friend))!.State);
    }

    [Fact]
    public async Task nobody_undoes_the_follow_of_another_server()
    {
        await using var world = await RelayWorld.SubscribedAsync();

        await world.IsRejectedAsync(world.Stranger, RelayWorld.About(world.Stranger, "Undo", $"{world.Friend.Actor}#follows/1"), 403, "forwarded-unverified");
        await world.IsRejectedAsync(world.Stranger, RelayWorld.About(world.Friend, "Undo", $"{world.Friend.Actor}#follows/1"), 403, "forwarded-unverified");
        await world.IsRejectedAsync(world.Stranger, RelayWorld.About(world.Stranger, "Undo", $"{world.Stranger.Actor}/likes/1"), 403, "undo-unknown");

        Assert.Equal(RelayState.Active, (await world.SubscriberAsync(world.Friend))!.State);
    }

    [Fact]
    public async Task nobody_follows_anything_else_here()
    {
        await using var world = await RelayWorld.StartAsync();

        await world.IsRejectedAsync(world.Friend, RelayWorld.Follow(world.Friend, "http://social.example/users/alice"), 403, "follow-target");

        Assert.Empty(await world.SubscribersAsync());
    }

    [Fact]
    public async Task a_host_that_follows_ten_thousand_times_is_one_row_and_little_work()
    {
        await using var world = await RelayWorld.StartAsync();
        var statuses = new List<int>();

        for (var i = 0; i < 100; i++) // each signed, one after the other; the rest would be answered alike
            using (var answer = await world.PostAsync(world.Stranger, RelayWorld.Follow(world.Stranger, number: $"{i}")))
            {
                statuses.Add((int)answer.StatusCode);
                if (answer.StatusCode == System.Net.HttpStatusCode.TooManyRequests)
                    Assert.NotNull(answer.Headers.RetryAfter);
            }

        Assert.True(statuses.Count(status => status == 202) < 50, "Most are not looked at any more.");
        Assert.Equal([202, 429], statuses.Distinct().Order());
        Assert.Single(await world.SubscribersAsync());
        Assert.Equal(statuses.Count(status => status == 429), await world.CountedAsync("follow-limited"));
    }

    [Fact]
    public async Task a_copy_of_a_follow_does_not_bring_a_server_back_that_left()
    {
        await using var world = await RelayWorld.StartAsync();
        using var first = await world.PostAsync(world.Friend, RelayWorld.Follow(world.Friend));
        await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, "Undo", $"{world.Friend.Actor}#follows/1"));

        Assert.StartsWith("HTTP/1.1 202", await world.SendAgainAsync(first, RelayWorld.Follow(world.Friend)), StringComparison.Ordinal);

        Assert.Equal(RelayState.Left, (await world.SubscriberAsync(world.Friend))!.State);
        Assert.Equal(1, await world.CountedAsync("duplicate"));
    }

    [Fact]
    public async Task who_asks_again_while_suspended_is_told_no_and_stays_suspended()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        await world.SetPeersAsync("peers: []\n");
        await world.TurnAsync(world.Friend, RelayState.Suspended);

        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend, number: "2"));

        var row = await world.SubscriberAsync(world.Friend);
        Assert.Equal((RelayState.Suspended, "not-committed", $"{world.Friend.Actor}#follows/2"), (row!.State, row.Code, row.FollowId));
        Assert.Equal("Reject", (await world.MessagesAsync())[^1].GetProperty("type").GetString());
    }

    [Fact]
    public async Task the_server_that_is_guarded_here_is_decided_about_like_every_other_and_signs_for_itself_nowhere_else()
    {
        using var key = TestKeys.Of("alice", "http://social.example/users/alice#main-key");
        await using var origin = await FakeOrigin.StartAsync(context => FakeOrigin.ActivityAsync(context, $$"""
            {"id":"http://social.example/users/alice","type":"Person","inbox":"http://social.example/inbox","publicKey":{"id":"{{key.KeyId}}",
            "owner":"http://social.example/users/alice","publicKeyPem":{{System.Text.Json.JsonSerializer.Serialize(key.PublicPem)}} } }
            """));
        await using var world = await RelayWorld.StartAsync(names: new Dictionary<string, string> { [FakeOrigin.Host] = $"127.0.0.1:{origin.Port}" });
        var follow = """{"id":"http://social.example/follows/1","type":"Follow","actor":"http://social.example/users/alice","object":"as:Public"}""";

        using var atRelay = await world.Gateway.SendAsync(HttpMethod.Post, "/inbox", key, new StringContent(follow, System.Text.Encoding.UTF8, "application/activity+json"), host: RelayWorld.Host);
        Assert.Equal(202, (int)atRelay.StatusCode);
        Assert.Equal(("social.example", RelayState.Rejected), Assert.Single((await world.SubscribersAsync()).Select(row => (row.Host, row.State))));

        using var atGateway = await world.Gateway.DeliverAsync(follow, key);
        Assert.Equal((401, "key-not-found"), ((int)atGateway.StatusCode, await GatewayWorld.ProblemAsync(atGateway, "code")));
    }

    [Fact]
    public async Task whoever_waits_is_told_of_a_new_subscriber()
    {
        await using var world = await RelayWorld.StartAsync();
        var next = world.Gateway.Gateway.Services.GetRequiredService<RelayWake>().Next;

        await world.IsTakenAsync(world.Friend, RelayWorld.Follow(world.Friend));

        await next.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
