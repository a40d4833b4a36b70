using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FedFilter.Signatures.Tests;

/// <summary>The cost of a body while its signer is unknown.</summary>
public sealed class BodyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(70_000)]
    [InlineData(1_000_000)]
    public async Task a_body_of_any_size_is_read_whole_and_its_memory_given_back(int length)
    {
        var quota = new FairQuota(4_000_000, 16_000_000);
        await using var host = await SignedHost.StartAsync(configure: options => options.Bodies = quota);
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26)))));

        Assert.Equal($"ok remote.domain {Encoding.ASCII.GetString(body)}".TrimEnd(), await host.SendAsync(Post(host, body)));
        await EventuallyAsync(() => quota.Taken == 0);
    }

    [Fact]
    public async Task memory_is_counted_by_what_has_arrived_and_not_by_what_was_announced()
    {
        var quota = new FairQuota(4_000_000, 16_000_000);
        await using var host = await SignedHost.StartAsync(configure: options => options.Bodies = quota);
        using var socket = await BeginAsync(host, announced: 1_000_000, sent: 5000);

        await EventuallyAsync(() => quota.Taken > 0);
        Assert.InRange(quota.Taken, 5000, 16 * 1024);
        await SendAsync(socket, 100_000);
        await EventuallyAsync(() => quota.Taken >= 105_000);
        Assert.InRange(quota.Taken, 105_000, 256 * 1024);
    }

    [Fact]
    public async Task without_room_a_body_is_answered_503_and_the_others_go_on()
    {
        var quota = new FairQuota(128 * 1024, 512 * 1024);
        await using var host = await SignedHost.StartAsync(configure: options => options.Bodies = quota);
        using var slow = await BeginAsync(host, announced: 200_000, sent: 100_000);
        await EventuallyAsync(() => quota.Taken >= 100_000);

        Assert.Equal("503", await host.SendAsync(Post(host, new byte[30_000])));
        Assert.Equal("ok remote.domain x", await host.SendAsync(Post(host, "x"u8.ToArray())));

        slow.Close();
        await EventuallyAsync(() => quota.Taken == 0);
        Assert.StartsWith("ok", await host.SendAsync(Post(host, new byte[30_000])));
    }

    [Fact]
    public async Task bodies_are_counted_by_their_sender()
    {
        var quota = new FairQuota(32 * 1024, 1_000_000);
        var sender = "one";
        await using var host = await SignedHost.StartAsync(configure: options => (options.Bodies, options.SenderOf) = (quota, _ => sender));
        using var slow = await BeginAsync(host, announced: 40_000, sent: 20_000);
        await EventuallyAsync(() => quota.Taken >= 20_000);

        Assert.Equal("503", await host.SendAsync(Post(host, new byte[20_000])));
        sender = "another";
        Assert.StartsWith("ok", await host.SendAsync(Post(host, new byte[20_000])));
    }

    [Fact]
    public async Task a_body_that_makes_no_progress_is_cut_and_its_memory_given_back()
    {
        var quota = new FairQuota(4_000_000, 16_000_000);
        await using var host = await SignedHost.StartAsync(configure: options => options.Bodies = quota);
        using var socket = await BeginAsync(host, announced: 1_000_000, sent: 999_999);
        await EventuallyAsync(() => quota.Taken >= 999_999);

        Assert.StartsWith("HTTP/1.1 408", await AnswerAsync(socket, () => host.Time.Advance(TimeSpan.FromSeconds(1))));
        await EventuallyAsync(() => quota.Taken == 0);
    }

    [Fact]
    public async Task a_body_that_only_makes_the_least_progress_is_cut_after_a_minute()
    {
        await using var host = await SignedHost.StartAsync();
        using var socket = await BeginAsync(host, announced: 1_000_000, sent: 1);
        var began = host.Time.GetUtcNow();

        var answer = await AnswerAsync(socket, () =>
        {
            socket.Send(new byte[512]);
            host.Time.Advance(TimeSpan.FromSeconds(1));
        });

        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.True(host.Time.GetUtcNow() - began >= BufferedBody.Longest, "it was cut early");
    }

    [Fact]
    public async Task an_honest_body_that_comes_in_pieces_passes()
    {
        await using var host = await SignedHost.StartAsync();
        using var socket = await BeginAsync(host, announced: 30_000, sent: 10_000);
        for (var i = 0; i < 10; i++)
        {
            await SendAsync(socket, 2000);
            await Task.Delay(20, Cancellation);
            host.Time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.StartsWith("HTTP/1.1 200", await AnswerAsync(socket, static () => { }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task over_http_2_a_body_is_read_and_a_silent_one_is_cut(bool silent)
    {
        await using var host = await SignedHost.StartAsync(protocols: HttpProtocols.Http2);
        var body = new byte[50_000];
        using var request = Post(host, body);
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        var stop = new TaskCompletionSource();
        if (silent)
        {
            var headers = request.Content!.Headers.NonValidated.ToList();
            request.Content = new StallingContent(body[..^1], stop.Task);
            foreach (var header in headers)
                request.Content.Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
        }

        var answering = host.Client.SendAsync(request, Cancellation);
        while (silent && !answering.IsCompleted)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Cancellation);
        }

        using var answer = await answering;
        stop.SetResult();
        Assert.Equal(silent ? HttpStatusCode.RequestTimeout : HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task a_body_that_breaks_off_leaves_nothing_behind()
    {
        var quota = new FairQuota(4_000_000, 16_000_000);
        await using var host = await SignedHost.StartAsync(configure: options => options.Bodies = quota);
        for (var i = 0; i < 20; i++)
        {
            using var socket = await BeginAsync(host, announced: 10_000, sent: 5000);
            await EventuallyAsync(() => quota.Taken > 0);
            socket.LingerState = new LingerOption(enable: i % 2 == 0, seconds: 0); // a reset, and an orderly end
            socket.Close();
            await EventuallyAsync(() => quota.Taken == 0);
        }
    }

    private static HttpRequestMessage Post(SignedHost host, byte[] body) =>
        host.Signed(HttpMethod.Post, "/inbox", "(request-target) host date digest", body);

    /// <summary>Sends the head of a signed delivery, and so much of its body.</summary>
    private static async Task<Socket> BeginAsync(SignedHost host, int announced, int sent)
    {
        using var request = Post(host, new byte[announced]);
        var head = new StringBuilder("POST /inbox HTTP/1.1\r\n");
        foreach (var header in request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated))
            head.Append(CultureInfo.InvariantCulture, $"{header.Key}: {header.Value}\r\n");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port, Cancellation);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{head}\r\n"), Cancellation);
        await SendAsync(socket, sent);
        return socket;
    }

    private static async Task SendAsync(Socket socket, int count)
    {
        for (var sent = 0; sent < count;)
            sent += await socket.SendAsync(new byte[count - sent], Cancellation);
    }

    /// <summary>The head of the answer; the action is done again and again until it is there.</summary>
    private static async Task<string> AnswerAsync(Socket socket, Action meanwhile)
    {
        var answer = new byte[4096];
        var reading = socket.ReceiveAsync(answer, Cancellation).AsTask();
        while (!reading.IsCompleted)
        {
            meanwhile();
            await Task.WhenAny(reading, Task.Delay(20, Cancellation));
        }

        return Encoding.ASCII.GetString(answer, 0, await reading);
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var i = 0; i < 3000 && !condition(); i++)
            await Task.Delay(20, Cancellation);
        Assert.True(condition(), "It did not come about within a minute.");
    }

    private sealed class StallingContent(byte[] beginning, Task stop) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(beginning, Cancellation);
            await stream.FlushAsync(Cancellation);
            await stop;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = beginning.Length + 1;
            return true;
        }
    }
}
