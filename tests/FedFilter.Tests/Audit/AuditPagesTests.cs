using System.Net;
using System.Text;
using FedFilter.Audit.Merkle;
using FedFilter.Audit.Signing;
using FedFilter.Identity;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Audit;

/// <summary>What outsiders read of the log.</summary>
public sealed class AuditPagesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_signed_head_and_the_tiles_below_it_are_public_and_fit()
    {
        await using var world = await GatewayWorld.StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Forbidden, (await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key)).StatusCode);
        var head = await HeadAsync(world, 3);
        using var key = NoteSigner.FromPem("social.example/fedfilter/audit", await File.ReadAllTextAsync(OwnKeys.AuditFile(Path.Combine(world.Folder, "data")), Cancellation));

        var tile = await world.FetchAsync("/fedfilter/audit/tile/0/000.p/3", null);

        var leaves = await tile.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.True(head.Note.IsSignedBy(key.Verifier));
        Assert.Equal(96, leaves.Length);
        Assert.Equal(head.Head.Root, TreeHash.Node(TreeHash.Full(leaves.AsSpan(0, 64)), leaves.AsSpan(64)));
        Assert.Equal(("application/octet-stream", "public, max-age=31536000, immutable"), (tile.Content.Headers.ContentType!.ToString(), tile.Headers.CacheControl!.ToString()));
        Assert.Equal(leaves[..32], await (await world.FetchAsync("/fedfilter/audit/tile/0/000.p/1", null)).Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("/fedfilter/audit/tile/0/000")]
    [InlineData("/fedfilter/audit/tile/0/000.p/200")]
    [InlineData("/fedfilter/audit/tile/1/000.p/1")]
    [InlineData("/fedfilter/audit/tile/63/x999/x999/x999/999.p/255")]
    [InlineData("/fedfilter/audit/tile/entries/000")]
    [InlineData("/fedfilter/audit/entries")]
    [InlineData("/fedfilter/audit/")]
    public async Task entries_and_hashes_that_no_head_covers_are_not(string path)
    {
        await using var world = await GatewayWorld.StartAsync();
        await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        await HeadAsync(world, 1);

        Assert.Equal(HttpStatusCode.NotFound, (await world.FetchAsync(path, null)).StatusCode);
    }

    private static async Task<SignedHead> HeadAsync(GatewayWorld world, long size)
    {
        SignedHead? head = null;
        await Eventually.HoldsAsync(async () =>
        {
            var answer = await world.FetchAsync("/fedfilter/audit/checkpoint", null);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Assert.Equal(("text/plain; charset=utf-8", "public, max-age=1"), (answer.Content.Headers.ContentType!.ToString(), answer.Headers.CacheControl!.ToString()));
                head = SignedHead.Parse(Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Cancellation)));
            }

            return head?.Head.Size >= size;
        });
        return head!;
    }
}
