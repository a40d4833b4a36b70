using System.Text;
using System.Text.Json;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Relay;

public sealed class PublishingTests
{
    [Fact]
    public async Task a_public_post_is_in_the_log_octet_for_octet_when_it_is_answered()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        var json = RelayWorld.Create(world.Friend);

        await world.IsTakenAsync(world.Friend, json);

        var post = Assert.Single(await world.PostsAsync());
        Assert.Equal((RelayWorld.Post(world.Friend), RelayPostKind.Post, "friend.example", RelayWorld.Post(world.Friend)), (post.Key, post.Kind, post.Publisher, post.Object));
        Assert.Equal(json, Encoding.UTF8.GetString(post.Body!));
        Assert.False(post.IsProven);
        Assert.Empty(post.Receivers);
    }

    [Theory]
    [InlineData("\"signature\":{\"type\":\"RsaSignature2017\"},", true)]
    [InlineData("\"proof\":{\"type\":\"DataIntegrityProof\"},", true)]
    [InlineData("\"signature\":null,", false)]
    [InlineData("\"proof\":\"yes\",", false)]
    [InlineData("", false)]
    public async Task what_carries_a_signature_of_its_own_can_be_passed_on_as_it_is(string more, bool expected)
    {
        await using var world = await RelayWorld.SubscribedAsync();

        await world.IsTakenAsync(world.Friend, RelayWorld.Create(world.Friend, more: more));

        Assert.Equal(expected, Assert.Single(await world.PostsAsync()).IsProven);
    }

    [Fact]
    public async Task an_update_a_deletion_and_a_move_are_kept_each_under_its_own_id()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        var (friend, post) = (world.Friend, RelayWorld.Post(world.Friend));

        await world.IsTakenAsync(friend, RelayWorld.Create(friend));
        await world.IsTakenAsync(friend, RelayWorld.Create(friend).Replace("Create", "Update").Replace("/activity\"", "#updates/1\""));
        await world.IsTakenAsync(friend, $$"""{"id":"{{post}}#delete","type":"Delete","actor":"{{friend.Actor}}","object":{"id":"{{post}}","type":"Tombstone"} }""");
        await world.IsTakenAsync(friend, $$"""{"id":"{{friend.Actor}}#moves/1","type":"Move","actor":"{{friend.Actor}}","object":"{{friend.Actor}}","target":"https://elsewhere.example/users/bob"}""");

        var posts = await world.PostsAsync();
        Assert.Equal([RelayPostKind.Post, RelayPostKind.Update, RelayPostKind.Delete, RelayPostKind.Move], posts.Select(row => row.Kind));
        Assert.Equal([post, $"{post}#updates/1", $"{post}#delete", $"{friend.Actor}#moves/1"], posts.Select(row => row.Key));
        Assert.Equal([post, post, post, friend.Actor], posts.Select(row => row.Object));
    }

    [Fact]
    public async Task nothing_is_taken_twice_however_it_is_sent()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        Serve(world.Friend, Note(world.Friend));

        await world.IsTakenAsync(world.Friend, RelayWorld.Create(world.Friend));
        await world.IsTakenAsync(world.Friend, RelayWorld.Create(world.Friend, more: "\"x\":1,"));
        await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, "Announce", RelayWorld.Post(world.Friend)));

        Assert.Single(await world.PostsAsync());
        Assert.Equal(2, await world.CountedAsync("duplicate"));
    }

    [Theory]
    [InlineData("http://friend.example/users/bob/followers")]
    [InlineData("http://friend.example/users/bob")]
    public async Task what_is_not_public_is_not_relayed(string to)
    {
        await using var world = await RelayWorld.SubscribedAsync();

        await world.IsRejectedAsync(world.Friend, RelayWorld.Create(world.Friend, to: to), 403, "not-public");
        await world.IsRejectedAsync(world.Friend, RelayWorld.Create(world.Friend, to: to).Replace("Create", "Update"), 403, "not-public");

        // The post's own addressing counts, whatever is around it; what is public in `cc` only is unlisted; what is not embedded cannot be seen.
        var post = RelayWorld.Create(world.Friend, to: to);
        await world.IsRejectedAsync(world.Friend, post.Replace($"\"to\":[\"{to}\"],\n", $"\"to\":[\"{RelayWorld.Public}\"],\n"), 403, "not-public");
        await world.IsRejectedAsync(world.Friend, post.Replace("\"cc\":[\"", $"\"cc\":[\"{RelayWorld.Public}\",\""), 403, "not-public");
        await world.IsRejectedAsync(
            world.Friend, $$"""{"id":"{{world.Friend.Actor}}/1","type":"Create","actor":"{{world.Friend.Actor}}","to":"as:Public","object":"{{world.Friend.Actor}}/statuses/1"}""", 403, "not-public");
        Assert.Empty(await world.PostsAsync());
    }

    [Fact]
    public async Task only_subscribers_publish()
    {
        await using var world = await RelayWorld.StartAsync();

        await world.IsRejectedAsync(world.Friend, RelayWorld.Create(world.Friend), 403, "not-subscribed");

        Assert.Empty(await world.PostsAsync());
    }

    [Theory]
    [InlineData("Suspended", "subscription-suspended")]
    [InlineData("Left", "subscription-ended")]
    [InlineData("Rejected", "subscription-rejected")]
    public async Task who_is_a_subscriber_no_more_publishes_nothing_but_may_take_back_what_it_published(string state, string code)
    {
        await using var world = await RelayWorld.SubscribedAsync();
        var (friend, post) = (world.Friend, RelayWorld.Post(world.Friend));
        await world.IsTakenAsync(friend, RelayWorld.Create(friend));
        await world.TurnAsync(friend, Enum.Parse<RelayState>(state));

        await world.IsRejectedAsync(friend, RelayWorld.Create(friend, "2"), 403, code);
        await world.IsRejectedAsync(friend, RelayWorld.About(friend, "Delete", RelayWorld.Post(friend, "unknown")), 403, code);
        await world.IsTakenAsync(friend, RelayWorld.About(friend, "Delete", post, "2"));
        await world.IsTakenAsync(friend, RelayWorld.About(friend, "Delete", friend.Actor, "3"));

        Assert.Equal([RelayPostKind.Post, RelayPostKind.Delete, RelayPostKind.Delete], (await world.PostsAsync()).Select(row => row.Kind));
    }

    [Fact]
    public async Task a_subscriber_that_lost_its_standing_is_refused_by_the_policy_at_once()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        await world.SetPeersAsync("peers: []\n");

        using var answer = await world.PostAsync(world.Friend, RelayWorld.Create(world.Friend));

        Assert.Equal((403, "not-committed"), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.Equal("http://social.example/fedfilter/terms", await GatewayWorld.ProblemAsync(answer, "terms"));
        Assert.Empty(await world.PostsAsync());
    }

    [Fact]
    public async Task an_announced_post_is_fetched_and_kept_with_the_announce()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        Serve(world.Friend, Note(world.Friend));

        await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, "Announce", RelayWorld.Post(world.Friend)));

        var row = Assert.Single(await world.PostsAsync());
        Assert.Equal((RelayPostKind.Post, RelayWorld.Post(world.Friend), false), (row.Kind, row.Key, row.IsProven));
        var body = JsonElement.Parse(row.Body!);
        Assert.Equal("Announce", body.GetProperty("type").GetString());
        Assert.Equal("a post", body.GetProperty("object").GetProperty("content").GetString());

        var fetches = world.Friend.Fetches;
        await world.IsTakenAsync(world.Friend, RelayWorld.About(world.Friend, "Announce", RelayWorld.Post(world.Friend), "2"));
        Assert.Equal(fetches, world.Friend.Fetches); // it is known, and not asked for again
        Assert.Single(await world.PostsAsync());
    }

    [Fact]
    public async Task an_announced_post_must_be_public_be_the_one_that_is_named_and_be_there()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        var announce = RelayWorld.About(world.Friend, "Announce", RelayWorld.Post(world.Friend));

        Serve(world.Friend, Note(world.Friend, to: "http://friend.example/users/bob/followers"));
        await world.IsRejectedAsync(world.Friend, announce, 403, "not-public");
        Serve(world.Friend, Note(world.Friend).Replace("statuses/1", "statuses/2"));
        await world.IsRejectedAsync(world.Friend, announce, 403, "object-unusable");
        Serve(world.Friend, Note(world.Friend).Replace("\"attributedTo\":\"http://friend.example", "\"attributedTo\":\"http://stranger.example"));
        await world.IsRejectedAsync(world.Friend, announce, 403, "forwarded-unverified");
        Serve(world.Friend, "[1]");
        await world.IsRejectedAsync(world.Friend, announce, 403, "object-unusable");
        Serve(world.Friend, "", StatusCodes.Status404NotFound);
        await world.IsRejectedAsync(world.Friend, announce, 403, "object-unusable");
        Serve(world.Friend, "", StatusCodes.Status500InternalServerError);
        await world.IsRejectedAsync(world.Friend, announce, 503, "object-unreachable");

        Assert.Empty(await world.PostsAsync());
    }

    [Theory]
    [InlineData("""{"@context":{"Note":"https://www.w3.org/ns/activitystreams#Delete"}}""", 400, "context-redefines")]
    [InlineData("<html>", 503, "context-unreachable")]
    [InlineData("""{"@context":{"Emoji":"http://joinmastodon.org/ns#Emoji"}}""", 202, null)]
    public async Task contexts_that_an_announced_post_names_are_read_like_those_of_a_delivery(string text, int status, string? code)
    {
        await using var world = await RelayWorld.SubscribedAsync();
        var note = "{\"@context\":[\"https://www.w3.org/ns/activitystreams\",\"http://friend.example/context\"]," + Note(world.Friend)[1..];
        world.Friend.Answer = context =>
            context.Request.Path.StartsWithSegments("/users/bob/statuses") ? FakeOrigin.ActivityAsync(context, note)
            : context.Request.Path == "/context" ? FakeOrigin.ActivityAsync(context, text)
            : world.Friend.ActorAsync(context);
        var announce = RelayWorld.About(world.Friend, "Announce", RelayWorld.Post(world.Friend));

        if (code is null)
            await world.IsTakenAsync(world.Friend, announce);
        else
            await world.IsRejectedAsync(world.Friend, announce, status, code);

        Assert.Equal(code is null ? 1 : 0, (await world.PostsAsync()).Count);
    }

    [Fact]
    public async Task what_cannot_be_written_down_is_not_called_taken()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        await using (await world.LockStoreAsync())
        {
            using var answer = await world.PostAsync(world.Friend, RelayWorld.Create(world.Friend));
            Assert.Equal(503, (int)answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal("store-unavailable", await GatewayWorld.ProblemAsync(answer, "code"));
        }

        Assert.Empty(await world.PostsAsync());
        await world.IsTakenAsync(world.Friend, RelayWorld.Create(world.Friend));
        Assert.Single(await world.PostsAsync());
    }

    [Fact]
    public async Task a_boost_by_a_user_is_not_relayed()
    {
        await using var world = await RelayWorld.SubscribedAsync();
        Serve(world.Friend, Note(world.Friend));

        await world.IsRejectedAsync(
            world.Friend, RelayWorld.About(world.Friend, "Announce", RelayWorld.Post(world.Friend)).Replace("\"actor\":\"http://friend.example/users/bob\"", "\"actor\":\"http://friend.example/users/eve\""), 403, "not-relayed");

        Assert.Empty(await world.PostsAsync());
    }

    private static string Note(FakePeer peer, string to = RelayWorld.Public) =>
        $$"""{"id":"{{RelayWorld.Post(peer)}}","type":"Note","attributedTo":"{{peer.Actor}}","to":"{{to}}","content":"a post"}""";

    private static void Serve(FakePeer peer, string post, int status = StatusCodes.Status200OK) => peer.Answer = context =>
    {
        if (!context.Request.Path.StartsWithSegments("/users/bob/statuses"))
            return peer.ActorAsync(context);
        context.Response.StatusCode = status;
        return FakeOrigin.ActivityAsync(context, post);
    };
}
