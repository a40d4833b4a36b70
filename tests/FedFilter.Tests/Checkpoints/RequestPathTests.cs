using CsCheck;
using FedFilter.Checkpoints;

namespace FedFilter.Tests.Checkpoints;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/users/%61lice", "/users/alice")]
    [InlineData("/users/al%2Fice", "/users/al/ice")]
    [InlineData("/users/al%5cice", "/users/al/ice")]
    [InlineData("/users\\alice", "/users/alice")]
    [InlineData("/a/./b/../c", "/a/c")]
    [InlineData("/a/%2e%2E/c", "/c")]
    [InlineData("/a//b", "/a/b")]
    [InlineData("//a", "/a")]
    [InlineData("/..", "/")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/inbox;x=1", "/inbox;x=1")]
    [InlineData("/inbox%3bx=1", "/inbox;x=1")]
    [InlineData("/a%252fb", "/a%252fb")]
    [InlineData("/inbox%00", "/inbox%00")]
    [InlineData("/inbox%0d%0a", "/inbox%0D%0A")]
    [InlineData("/inbox%09", "/inbox%09")]
    [InlineData("/inbox%20", "/inbox%20")]
    [InlineData("/%20inbox", "/%20inbox")]
    [InlineData("/inbox\t", "/inbox%09")]
    [InlineData("/a%c0%afb", "/a%C0%AFb")]
    [InlineData("/a%ffb", "/a%FFb")]
    [InlineData("/a%C3b", "/a%C3b")]
    [InlineData("/a%C2%85b", "/a%C2%85b")]
    [InlineData("/a%b", "/a%25b")]
    [InlineData("/a%", "/a%25")]
    [InlineData("/a%zz", "/a%25zz")]
    [InlineData("/a\u00e9", "/a%C3%A9")]
    [InlineData("/a#b", "/a%23b")]
    public void a_path_that_a_server_could_fold_into_another_is_ambiguous(string target, string canonical)
    {
        var path = RequestPath.Of(target);

        Assert.True(path.IsAmbiguous);
        Assert.Equal(canonical, path.Canonical, ignoreCase: true);
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/users/alice/inbox?x=1", "/users/alice/inbox")]
    [InlineData("/caf%C3%A9", "/caf%C3%A9")]
    [InlineData("/author/ren%c3%a9", "/author/ren%C3%A9")] // WordPress writes lower case
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/%40alice", "/@alice")]
    [InlineData("/@alice/1", "/@alice/1")]
    [InlineData("/a:b,c+d~e", "/a:b,c+d~e")]
    [InlineData("/tags/c%2B%2B", "/tags/c++")]
    [InlineData("/100%25", "/100%25")]
    [InlineData("/a%3Fb%23c", "/a%3Fb%23c")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/.ghost/activitypub/users/index", "/.ghost/activitypub/users/index")]
    [InlineData("/...", "/...")]
    [InlineData("/a/", "/a/")]
    [InlineData("/?a=b/../c//d;e#", "/", true)]
    public void what_ids_of_real_servers_hold_is_plain(string target, string canonical, bool hasFragment = false)
    {
        var path = RequestPath.Of(target);

        Assert.Equal((canonical, hasFragment), (path.Canonical, path.IsAmbiguous));
    }

    [Theory]
    [InlineData("/users/a/%2569nbox")]
    [InlineData("/users/a/%252569nbox")]
    [InlineData("/users/a;x/inbox;y")]
    [InlineData("/x%252f..%252finbox")]
    [InlineData("/index.php//INBOX.json/")]
    [InlineData("/inbox%00.html")]
    [InlineData("/users/a\\inbox")]
    public void each_way_to_read_it_is_looked_at(string target) =>
        Assert.True(RequestPath.Of(target).CouldBe(reading => reading == "/inbox" || reading.EndsWith("/inbox", StringComparison.Ordinal)));

    [Fact]
    public void any_target_is_read_without_throwing_and_has_a_canonical_form_that_is_its_own() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["abi./\\%2fFeE5cC?#;\u00e9\ud800\0 "], 0, 30]).Select(text => "/" + text).Sample(target =>
        {
            var path = RequestPath.Of(target);
            Assert.StartsWith("/", path.Canonical);
            Assert.DoesNotContain("//", path.Canonical);
            Assert.DoesNotContain("/../", path.Canonical + "/");
            Assert.False(path.CouldBe(_ => false));
        });
}
