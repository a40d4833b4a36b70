using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop.Stories;

/// <summary>
/// What two users do together in a day: one follows, answers, boosts and likes, the other posts, edits and deletes. Several such days are
/// told at once, step by step, because snac looks into its queues every three seconds only.
/// </summary>
internal static class DayStory
{
    public static async Task TellAsync(IReadOnlyList<(IDayServer Reader, IDayServer Writer)> days)
    {
        foreach (var (reader, writer) in days)
            await reader.DoAsync("follow", writer.Actor);
        foreach (var (reader, writer) in days)
            await writer.ReceivesAsync("Follow", reader.Actor);
        foreach (var (reader, writer) in days)
            await reader.ReceivesAsync("Accept", writer.Actor);

        var posts = new List<Post>();
        foreach (var (reader, writer) in days)
        {
            var text = $"morning-{Guid.NewGuid():N}";
            posts.Add(new Post(reader, writer, await writer.DoAsync("post", text: text), text));
        }

        foreach (var post in posts)
        {
            await post.Reader.ReceivesAsync("Create", post.Writer.Actor, post.Id);
            Assert.Equal("", await post.Reader.ReadAsync(post.Id) ?? "");
            Assert.True(await post.Reader.SawAsync(post.Text));
        }

        await RespondAsync(posts);

        foreach (var post in posts)
            await post.Writer.DoAsync("delete", post.Id);
        foreach (var post in posts)
            await IsDeletedAsync(post.Reader, post.Writer, post.Id);

        foreach (var (reader, writer) in days)
        {
            await reader.DoAsync("unfollow", writer.Actor);
            if (!reader.Cannot.Contains("block"))
                await reader.DoAsync("block", writer.Actor);
        }

        foreach (var (reader, writer) in days)
        {
            await writer.ReceivesAsync("Undo", reader.Actor);
            if (!reader.Cannot.Contains("block"))
                await writer.ReceivesAsync("Block", reader.Actor);
        }
    }

    /// <summary>Waits until a deletion has arrived and the copy is gone.</summary>
    public static async Task IsDeletedAsync(IDayServer reader, IDayServer writer, string post)
    {
        await reader.ReceivesAsync("Delete", writer.Actor, post);
        await Eventually.HoldsAsync(async () => !await reader.HoldsAsync(post));
    }

    private static async Task RespondAsync(List<Post> posts)
    {
        var written = new List<(Post Post, string Reply, string Direct)>();
        foreach (var post in posts)
        {
            Assert.True(await post.Reader.HoldsAsync(post.Id), $"{post.Reader.Host} did not keep {post.Id}");
            var reply = await post.Reader.DoAsync("reply", post.Id, $"reply-{Guid.NewGuid():N}");
            var direct = await post.Reader.DoAsync("direct", post.Writer.Actor, $"direct-{Guid.NewGuid():N}");
            await post.Reader.DoAsync("boost", post.Id);
            await post.Reader.DoAsync("like", post.Id);
            await post.Writer.DoAsync("edit", post.Id, $"edited-{Guid.NewGuid():N}");
            written.Add((post, reply, direct));
        }

        foreach (var (post, reply, direct) in written)
        {
            await post.Writer.ReceivesAsync("Create", post.Reader.Actor, reply);
            await post.Writer.ReceivesAsync("Create", post.Reader.Actor, direct);
            await post.Writer.ReceivesAsync("Announce", post.Reader.Actor, post.Id);
            await post.Writer.ReceivesAsync("Like", post.Reader.Actor, post.Id);
            await post.Reader.ReceivesAsync("Update", post.Writer.Actor, post.Id);
        }
    }

    private sealed record Post(IDayServer Reader, IDayServer Writer, string Id, string Text);
}
