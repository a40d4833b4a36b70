using System.Net;

namespace FedFilter.Tests.Interop;

/// <summary>
/// Fedify servers subscribe to our relay as Mastodon does and as Pleroma does. What they take has been found genuine by Fedify: by the
/// author's own signature on it, or by the relay's. Posts come to a subscriber in order, so that the next one shows that none was before it.
/// </summary>
public sealed class RelayTests
{
    private const string Mastodon = RelayPeer.Mastodon;
    private const string LitePub = RelayPeer.LitePub;

    [Theory]
    [InlineData(Mastodon, Mastodon, "Create")]
    [InlineData(Mastodon, LitePub, "Announce")]
    [InlineData(LitePub, Mastodon, "Announce")]
    [InlineData(LitePub, LitePub, "Announce")]
    public async Task what_one_server_publishes_changes_and_deletes_reaches_the_other(string writing, string reading, string type)
    {
        await using var story = await RelayStory.StartAsync();
        var (writer, reader) = (await story.PeerAsync(writing), await story.PeerAsync(reading));
        await story.AttestAsync(writer, reader);
        await writer.SubscribeAsync(story);
        await reader.SubscribeAsync(story);

        var note = await writer.PublishAsync("good morning");
        Assert.Equal(new Arrival(type, type == "Create" ? writer.Actor : story.Actor, note, "good morning", null), await reader.ReceivesPostAsync());

        await writer.UpdateAsync(note, "good evening");
        Assert.Equal(new Arrival("Update", writer.Actor, note, "good evening", null), await reader.ReceivesAsync("Update"));

        await writer.DeleteAsync(note);
        Assert.Equal(new Arrival("Delete", writer.Actor, note, null, null), await reader.ReceivesAsync("Delete"));

        // And nothing came back to who wrote it.
        var answer = await reader.PublishAsync("good night");
        Assert.Equal(answer, (await writer.ReceivesAsync("Create", "Announce", "Update", "Delete")).Object);
    }

    [Fact]
    public async Task servers_that_show_users_and_posts_to_signed_requests_alone_take_part()
    {
        await using var story = await RelayStory.StartAsync();
        var (careful, likewise) = (await story.PeerAsync(LitePub, ("AUTHORIZED_FETCH", "yes")), await story.PeerAsync(Mastodon, ("AUTHORIZED_FETCH", "yes")));
        await story.AttestAsync(careful, likewise);
        await careful.SubscribeAsync(story);
        await likewise.SubscribeAsync(story);

        var note = await careful.PublishAsync("good morning");
        Assert.Equal(new Arrival("Announce", story.Actor, note, "good morning", null), await likewise.ReceivesPostAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await AuthorizedFetchTests.UnsignedAsync(note, new Uri(note).Port));
        var answer = await likewise.PublishAsync("good night");
        Assert.Equal(new Arrival("Announce", story.Actor, answer, "good night", null), await careful.ReceivesPostAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await AuthorizedFetchTests.UnsignedAsync(likewise.Actor, new Uri(likewise.Actor).Port));
    }

    [Theory]
    [InlineData(Mastodon)]
    [InlineData(LitePub)]
    public async Task a_server_that_loses_its_standing_is_told_and_gets_nothing_more_until_it_has_it_again(string style)
    {
        await using var story = await RelayStory.StartAsync();
        var (writer, reader, lapsed) = (await story.PeerAsync(Mastodon), await story.PeerAsync(Mastodon), await story.PeerAsync(style));
        await story.AttestAsync(writer, reader, lapsed);
        await writer.SubscribeAsync(story);
        await reader.SubscribeAsync(story);
        var follow = await lapsed.SubscribeAsync(story);
        var (first, second) = (await writer.PublishAsync("first"), await writer.PublishAsync("second"));
        Assert.Equal([first, second], [(await lapsed.ReceivesPostAsync()).Object, (await lapsed.ReceivesPostAsync()).Object]);
        Assert.Equal([first, second], [(await reader.ReceivesPostAsync()).Object, (await reader.ReceivesPostAsync()).Object]);

        await story.AttestAsync(writer, reader);
        var told = await lapsed.ReceivesAsync("Reject");
        Assert.Equal((story.Actor, follow), (told.From, told.Object));
        Assert.Contains("not-committed", told.Summary, StringComparison.Ordinal);
        Assert.Contains("no-ai-training", told.Summary, StringComparison.Ordinal);
        Assert.Contains("/fedfilter/terms", told.Summary, StringComparison.Ordinal);

        // Nothing new comes to it and nothing is taken from it. What it had, it is told to delete.
        var third = await writer.PublishAsync("third");
        Assert.Equal(third, (await reader.ReceivesPostAsync()).Object);
        Assert.False((await lapsed.TryToPublishAsync("unheard")).Ok);
        await writer.DeleteAsync(first);
        Assert.Equal(first, (await reader.ReceivesAsync("Delete")).Object);
        Assert.Equal(first, (await lapsed.ReceivesAsync("Delete")).Object);

        await story.AttestAsync(writer, reader, lapsed);
        await lapsed.IsAcceptedAsync(story, follow);
        var fourth = await writer.PublishAsync("fourth");
        Assert.Equal(fourth, (await lapsed.ReceivesPostAsync()).Object);
        Assert.Equal(fourth, (await reader.ReceivesPostAsync()).Object);

        // The reader's next is this one: it never had what was unheard.
        var heard = await lapsed.PublishAsync("heard");
        Assert.Equal(heard, (await reader.ReceivesPostAsync()).Object);
    }

    [Theory]
    [InlineData(Mastodon)]
    [InlineData(LitePub)]
    public async Task a_server_without_standing_is_told_why_it_may_not_subscribe_and_may_once_it_has_it(string style)
    {
        await using var story = await RelayStory.StartAsync();
        var (writer, stranger) = (await story.PeerAsync(Mastodon), await story.PeerAsync(style));
        await story.AttestAsync(writer);
        await writer.SubscribeAsync(story);

        var follow = await stranger.AskAsync(story);
        var told = await stranger.ReceivesAsync("Reject");
        Assert.Equal((story.Actor, follow), (told.From, told.Object));
        Assert.Contains("not-committed", told.Summary, StringComparison.Ordinal);
        Assert.Contains("/fedfilter/terms", told.Summary, StringComparison.Ordinal);
        Assert.Contains("not-committed", await story.AuditedAsync(stranger));
        var published = await stranger.TryToPublishAsync("unheard");
        Assert.False(published.Ok);
        Assert.All(published.Exchanges.Where(exchange => exchange.Method == "POST"), exchange => Assert.Equal(403, exchange.Status));
        await writer.PublishAsync("not for strangers");

        await story.AttestAsync(writer, stranger);
        await stranger.SubscribeAsync(story);
        var note = await writer.PublishAsync("for all of us");
        Assert.Equal(note, (await stranger.ReceivesPostAsync()).Object);
    }

    [Theory]
    [InlineData(Mastodon)]
    [InlineData(LitePub)]
    public async Task a_server_that_unsubscribes_gets_only_what_takes_back_what_it_had(string style)
    {
        await using var story = await RelayStory.StartAsync();
        var (writer, reader, leaving) = (await story.PeerAsync(Mastodon), await story.PeerAsync(Mastodon), await story.PeerAsync(style));
        await story.AttestAsync(writer, reader, leaving);
        foreach (var peer in new[] { writer, reader, leaving })
            await peer.SubscribeAsync(story);
        var had = await writer.PublishAsync("had");
        Assert.Equal(had, (await leaving.ReceivesPostAsync()).Object);

        await leaving.UnsubscribeAsync();
        var missed = await writer.PublishAsync("missed");
        Assert.Equal([had, missed], [(await reader.ReceivesPostAsync()).Object, (await reader.ReceivesPostAsync()).Object]);
        await writer.DeleteAsync(missed);
        await writer.DeleteAsync(had);
        Assert.Equal(had, (await leaving.ReceivesAsync("Delete")).Object);

        await leaving.SubscribeAsync(story);
        var note = await writer.PublishAsync("back again");
        Assert.Equal(note, (await leaving.ReceivesPostAsync()).Object);
    }

    [Fact]
    public async Task a_server_that_an_admin_removes_is_told_why_and_may_come_again()
    {
        await using var story = await RelayStory.StartAsync();
        var (writer, reader, removed) = (await story.PeerAsync(Mastodon), await story.PeerAsync(LitePub), await story.PeerAsync(Mastodon));
        await story.AttestAsync(writer, reader, removed);
        foreach (var peer in new[] { writer, reader })
            await peer.SubscribeAsync(story);
        var follow = await removed.SubscribeAsync(story);

        await story.DoAsync("relay", "remove", removed.Host, "--because", "too many posts");
        var told = await removed.ReceivesAsync("Reject");
        Assert.Equal((story.Actor, follow), (told.From, told.Object));
        Assert.Contains("too many posts", told.Summary, StringComparison.Ordinal);
        Assert.False((await removed.TryToPublishAsync("unheard")).Ok);
        var missed = await writer.PublishAsync("missed");
        Assert.Equal(missed, (await reader.ReceivesPostAsync()).Object);

        await removed.SubscribeAsync(story);
        var note = await writer.PublishAsync("fewer from now on");
        Assert.Equal(note, (await removed.ReceivesPostAsync()).Object);
    }

    [Fact]
    public async Task a_server_that_is_down_gets_everything_in_order_once_it_is_back_and_delays_nobody()
    {
        await using var story = await RelayStory.StartAsync();
        var (writer, reader, down) = (await story.PeerAsync(Mastodon), await story.PeerAsync(LitePub), await story.PeerAsync(Mastodon));
        await story.AttestAsync(writer, reader, down);
        foreach (var peer in new[] { writer, reader, down })
            await peer.SubscribeAsync(story);

        await down.AnswerAsync(503, retryAfter: 2);
        var first = await writer.PublishAsync("first");
        await down.TurnsAwayAsync();
        await down.TakeAsync();
        var second = await writer.PublishAsync("second");

        Assert.Equal([first, second], [(await reader.ReceivesPostAsync()).Object, (await reader.ReceivesPostAsync()).Object]);
        Assert.Equal([first, second], [(await down.ReceivesPostAsync()).Object, (await down.ReceivesPostAsync()).Object]);
    }

    [Fact]
    public async Task a_server_that_is_gone_is_subscribed_no_more()
    {
        await using var story = await RelayStory.StartAsync();
        var (writer, gone) = (await story.PeerAsync(Mastodon), await story.PeerAsync(Mastodon));
        await story.AttestAsync(writer, gone);
        await writer.SubscribeAsync(story);
        await gone.SubscribeAsync(story);

        await gone.AnswerAsync(410);
        await writer.PublishAsync("first");
        await gone.TurnsAwayAsync();
        await gone.TakeAsync();
        await story.LogsAsync($"{gone.Host} of the relay answered 410");
        await writer.PublishAsync("second");

        await gone.SubscribeAsync(story);
        var note = await writer.PublishAsync("third");
        Assert.Equal(note, (await gone.ReceivesPostAsync()).Object);
    }
}
