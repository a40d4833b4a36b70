using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop.Stories;

/// <summary>
/// A day of two users: one follows, answers, boosts and likes; the other posts, edits and deletes. Several such days go on
/// at once, step by step, because snac looks into its queues every three seconds only.
/// </summary>
internal sealed class DayStory(IReadOnlyList<(IDayServer Reader, IDayServer Writer)> days)
{
    /// <summary>From the Follow to the deletion of a post.</summary>
    public async Task MorningAsync()
    {
        foreach (var (reader, writer) in days)
            await reader.DoAsync("follow", writer.Actor);
        foreach (var (reader, writer) in days)
        {
            await writer.ReceivesAsync("Follow", reader.Actor);
            await reader.ReceivesAsync("Accept", writer.Actor);
        }

        var posts = await PostAsync();
        foreach (var post in posts)
        {
            Assert.Equal("", await post.Reader.ReadAsync(post.Id) ?? "");
            Assert.True(await post.Reader.SawAsync(post.Text), $"{post.Reader.Host} does not show that it got {post.Text}");
        }

        await RespondAsync(posts);
        await DeleteAsync(posts);
    }

    /// <summary>Each writer posts, and each reader gets it.</summary>
    private Task<IReadOnlyList<Post>> PostAsync() => WriteAsync((writer, _, text) => writer.DoAsync("post", text: text));

    /// <summary>Each writer writes something that will be deleted later: to the reader by name, where the software deletes that.</summary>
    /// <remarks>activitypub.bot reads the writer's followers to find out whom a deletion is for, and these are content.</remarks>
    public Task<IReadOnlyList<Post>> WriteForLaterAsync() => WriteAsync((writer, reader, text) =>
        writer.Cannot.Contains("delete direct") ? writer.DoAsync("post", text: text) : writer.DoAsync("direct", reader.Actor, text));

    private async Task<IReadOnlyList<Post>> WriteAsync(Func<IDayServer, IDayServer, string, Task<string>> write)
    {
        var posts = new List<Post>();
        foreach (var (reader, writer) in days)
        {
            var text = Unique("post");
            posts.Add(new Post(reader, writer, await write(writer, reader, text), text));
        }

        foreach (var post in posts)
        {
            await post.Reader.ReceivesAsync("Create", post.Writer.Actor, post.Id);
            await Eventually.HoldsAsync(() => post.Reader.HoldsAsync(post.Id));
        }

        return posts;
    }

    /// <summary>Each writer deletes the post, and each reader's copy is gone.</summary>
    public static async Task DeleteAsync(IEnumerable<Post> posts)
    {
        foreach (var post in posts)
            await post.Writer.DoAsync("delete", post.Id);
        foreach (var post in posts)
        {
            await post.Reader.ReceivesAsync("Delete", post.Writer.Actor, post.Id);
            await Eventually.HoldsAsync(async () => !await post.Reader.HoldsAsync(post.Id));
        }
    }

    /// <summary>Each reader unfollows the writer, and blocks it where its software sends that.</summary>
    public async Task EveningAsync()
    {
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

    public static string Unique(string text) => $"{text}-{Guid.NewGuid():N}";

    private static async Task RespondAsync(IReadOnlyList<Post> posts)
    {
        var written = new List<(Post Post, string Reply, string Direct)>();
        foreach (var post in posts)
        {
            var reply = await post.Reader.DoAsync("reply", post.Id, Unique("reply"));
            var direct = await post.Reader.DoAsync("direct", post.Writer.Actor, Unique("direct"));
            await post.Reader.DoAsync("boost", post.Id);
            await post.Reader.DoAsync("like", post.Id);
            await post.Writer.DoAsync("edit", post.Id, Unique("edited"));
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
}

/// <summary>A post of the writer's that the reader has a copy of.</summary>
internal sealed record Post(IDayServer Reader, IDayServer Writer, string Id, string Text);
