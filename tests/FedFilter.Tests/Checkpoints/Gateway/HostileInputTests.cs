using System.Text;
using CsCheck;
using FedFilter.Checkpoints;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class HostileInputTests
{
    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.String[Gen.Char['!', '~'], 0, 30],
        Gen.Int[0, 9].Select(index => new[]
        {
            "keyId=\"http://friend.example/users/bob#main-key\",headers=\"(request-target) host date\",signature=\"AAAA\"", "sig1=(\"@method\")", "SHA-256=AAAA",
            "application/activity+json", "chunked", "-1", "close, signature", "\"", "Tue, 24 Nov 2026 10:00:00 GMT", "%00%2f..//\\",
        }[index]));

    private static readonly Gen<string> Names = Gen.Int[0, 13].Select(index => new[]
    {
        "Signature", "Signature-Input", "Authorization", "Digest", "Date", "Accept", "Content-Type", "Content-Encoding", "Connection",
        "X-Forwarded-For", "Transfer-Encoding", "X-Content-Length", "FedFilter-Peer", "Range",
    }[index]);

    private static readonly Gen<string> Targets = Gen.Int[0, 6].Select(index => new[]
    {
        "/inbox", "/users/alice/statuses/1", "/.well-known/webfinger?resource=%", "/fedfilter/decisions/%00", "/a/../..//inbox?", "/fedfilter/actor", "/\u00FF",
    }[index]);

    [Fact]
    public async Task whatever_arrives_gets_an_answer_that_is_no_500()
    {
        await using var world = await GatewayWorld.StartAsync();

        await Gen.Select(Gen.Bool, Targets, Gen.Select(Names, Words).Array[0, 5], Words).SampleAsync(
            async (post, target, headers, body) =>
            {
                var head = string.Concat(headers.Select(header => $"{header.Item1}: {header.Item2}\r\n"));
                var answer = await world.SendRawAsync($"{(post ? "POST" : "GET")} {target} HTTP/1.1\r\nHost: social.example\r\n{head}Content-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}\r\n\r\n");
                Assert.Matches("^HTTP/1.1 (2|4|503)", answer.Length == 0 ? "HTTP/1.1 4 (closed)" : answer);
                Assert.DoesNotContain(" 500 ", answer, StringComparison.Ordinal);
            },
            iter: 400,
            threads: 1);

        Assert.Equal(System.Net.HttpStatusCode.OK, (await world.FetchAsync(FakeOrigin.Post, world.Friend.Key)).StatusCode);
    }

    [Fact]
    public void any_body_is_read_without_throwing_and_gives_an_activity_or_a_fault() =>
        Gen.OneOf(Gen.Byte.Array, Gen.String[Gen.Char["{}[]\":,actoridtypeobject\\u0 1e"], 0, 60].Select(Encoding.UTF8.GetBytes)).Sample(body =>
        {
            var (activity, fault) = ActivityReader.Read(body);
            Assert.NotEqual(activity is null, fault is null);
        });
}
