namespace FedFilter.Tests.Interop;

/// <summary>snac subscribes to our relay as Pleroma does. What it takes shows in its log.</summary>
public sealed class RelaySnacTests
{
    [Fact]
    public async Task it_subscribes_publishes_and_receives_loses_its_standing_and_regains_it()
    {
        SnacServer.SkipIfMissing();
        await using var story = await RelayStory.StartAsync();
        var (writer, reader, snac) = (await story.PeerAsync(RelayPeer.Mastodon), await story.PeerAsync(RelayPeer.Mastodon), await story.SnacAsync());
        await story.AttestAsync(writer, reader, snac);
        await writer.SubscribeAsync(story);
        await reader.SubscribeAsync(story);
        await snac.SubscribeAsync(story.Actor);

        var first = await writer.PublishAsync("first");
        await snac.LogsAsync($"new 'Announce' {story.Actor} {first}");

        // snac sends a post to every inbox it has met, the relay's among them, and announces it there besides: it is passed on once.
        var morning = await snac.WriteAsync("good morning");
        Assert.Equal((story.Actor, morning), await AnnouncedAsync(writer));
        var evening = await snac.WriteAsync("good evening");
        Assert.Equal((story.Actor, evening), await AnnouncedAsync(writer));

        await story.AttestAsync(writer, reader);
        await snac.LogsAsync("Ignored message of type 'Reject'"); // so far
        var second = await writer.PublishAsync("second");
        while ((await reader.ReceivesPostAsync()).Object != second)
        {
        }

        await snac.WriteAsync("unheard");
        await snac.LogsAsync($"sent to inbox {story.Inbox} (403 Forbidden)");
        await writer.DeleteAsync(first);
        await snac.LogsAsync("Delete", writer.Actor); // which 2.75 heeds, and later ones do not, since the author's own server did not sign the request

        await story.AttestAsync(writer, reader, snac);
        await snac.LogsAsync($"confirmed follow from {story.Actor}");
        var third = await writer.PublishAsync("third");
        Assert.EndsWith($"new 'Announce' {story.Actor} {third}", await snac.LogsAsync("new 'Announce'"), StringComparison.Ordinal);
    }

    private static async Task<(string From, string? Object)> AnnouncedAsync(RelayPeer peer) =>
        await peer.ReceivesAsync("Announce") is var announce ? (announce.From, announce.Object) : default;
}
