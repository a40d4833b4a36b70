using System.IO.Compression;
using System.Net;
using FedFilter.Network;
using FedFilter.Peers;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Network;

public sealed class DocumentClientTests : IAsyncLifetime
{
    private static readonly SigningKey Key = TestKeys.Of("gateway", "https://social.example/fedfilter/actor#main-key");

    private FakePeer _peer = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _peer = await FakePeer.StartAsync("peer.example");

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task a_document_comes_with_the_url_that_gave_it()
    {
        var fetched = Assert.IsType<DocumentFetch.Fetched>(await GetAsync("http://peer.example/users/bob#main-key"));

        Assert.Equal("http://peer.example/users/bob", fetched.Url.AbsoluteUri.Split('#')[0]);
        Assert.NotEmpty(fetched.Body);
    }

    [Theory]
    [InlineData("application/activity+json")]
    [InlineData("application/activity+json; charset=utf-8")]
    [InlineData("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"")]
    [InlineData("application/ld+json; profile=\"https://example.org/ https://www.w3.org/ns/activitystreams\"")]
    public async Task both_activitypub_types_are_taken(string type) => Assert.IsType<DocumentFetch.Fetched>(await AnsweredAsync(type, "{}"));

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/ld+json")]
    [InlineData("image/png")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task an_uploaded_file_is_no_document_whatever_it_holds(string? type) => await FailsAsync(DocumentFault.Unusable, () => AnsweredAsync(type, "{}"));

    [Theory]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("application/xhtml+xml")]
    public async Task a_page_for_people_says_nothing_about_the_document(string type) => await FailsAsync(DocumentFault.NotLetIn, () => AnsweredAsync(type, "<title>Just a moment...</title>"));

    [Fact]
    public async Task paths_are_asked_for_as_they_are_written()
    {
        var targets = new List<string>();
        _peer.Answer = context =>
        {
            targets.Add(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
            return _peer.ActorAsync(context);
        };

        Assert.IsType<DocumentFetch.Fetched>(await GetAsync(PeerIri.Parse("http://peer.example/convert/ap/at://did:plc:x/%7eb/../\u0561?q=%41#key")!.Url));

        Assert.Equal(["/convert/ap/at://did:plc:x/%7eb/../%D5%A1?q=%41"], targets);
    }

    [Theory]
    [InlineData(nameof(RawOrigin.Ending.Closes))]
    [InlineData(nameof(RawOrigin.Ending.Resets))]
    public async Task a_connection_that_the_host_gave_up_unannounced_is_replaced(string ending)
    {
        const string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\nContent-Length: 2\r\n\r\n{}";
        await using var host = new RawOrigin(n => n == 1 ? (answer, RawOrigin.Ending.StaysOpen) : (null, Enum.Parse<RawOrigin.Ending>(ending)));
        var options = Options(host.Port);
        var client = NetworkRegistration.Client(options, new KnownStyles(TimeProvider.System), PatientTime.Real, resolve: null);

        for (var i = 0; i < 3; i++)
            Assert.IsType<DocumentFetch.Fetched>(await client.GetAsync(new Uri("http://peer.example/users/bob"), Key, Cancellation));

        Assert.Equal((5, 3), (host.Arrived.Count, host.Connections));
    }

    [Theory]
    [InlineData(404, DocumentFault.NotFound)]
    [InlineData(401, DocumentFault.NotLetIn)]
    [InlineData(403, DocumentFault.NotLetIn)]
    [InlineData(451, DocumentFault.NotLetIn)]
    [InlineData(410, DocumentFault.Gone)]
    [InlineData(408, DocumentFault.Unreachable)]
    [InlineData(429, DocumentFault.Unreachable)]
    [InlineData(500, DocumentFault.Unreachable)]
    [InlineData(503, DocumentFault.Unreachable)]
    public async Task a_status_says_whether_it_is_worth_coming_back(int status, object fault)
    {
        _peer.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        await FailsAsync((DocumentFault)fault, () => GetAsync("http://peer.example/users/bob"));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("999999", 600)]
    public async Task a_host_may_say_when_to_come_back_within_reason(string header, int seconds)
    {
        _peer.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        };

        Assert.Equal(seconds, Assert.IsType<DocumentFetch.Failed>(await GetAsync("http://peer.example/users/bob")).RetryAfter!.Value.TotalSeconds);
    }

    [Fact]
    public async Task redirects_on_the_same_host_are_followed_twice_and_signed_anew_each_time()
    {
        var signatures = new List<string>();
        _peer.Answer = context =>
        {
            signatures.Add(context.Request.Headers["Signature"].ToString());
            var step = signatures.Count;
            if (step < 3)
                context.Response.Redirect($"/step{step}");
            return step < 3 ? Task.CompletedTask : _peer.ActorAsync(context);
        };

        Assert.Equal("/step2", Assert.IsType<DocumentFetch.Fetched>(await GetAsync("http://peer.example/users/bob")).Url.AbsolutePath);
        Assert.Equal(3, signatures.Distinct().Count());
    }

    [Theory]
    [InlineData("http://peer.example/again")] // for ever
    [InlineData("http://other.example/users/bob")]
    [InlineData("https://peer.example/users/bob")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://peer.example/")]
    [InlineData("http://peer.example:1/")]
    [InlineData("http://user@peer.example/")]
    public async Task a_redirect_elsewhere_leads_nowhere(string location)
    {
        _peer.Answer = context =>
        {
            context.Response.Redirect(location);
            return Task.CompletedTask;
        };

        await FailsAsync(DocumentFault.Forbidden, () => GetAsync("http://peer.example/users/bob"));
        Assert.True(_peer.Fetches <= 3);
    }

    [Theory]
    [InlineData("http://unlisted.example/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("ftp://peer.example/")]
    public async Task what_is_not_https_on_a_named_host_is_not_asked(string url) => await FailsAsync(DocumentFault.Forbidden, () => GetAsync(url));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("1.1.1.1", "10.0.0.1")] // one public answer does not excuse a private one
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fd00::1")]
    public async Task a_name_with_any_private_address_is_not_connected_to(params string[] addresses)
    {
        var client = NetworkRegistration.Client(
            new NetworkOptions { AllowHttp = new HashSet<string> { "rebinding.example" } },
            new KnownStyles(TimeProvider.System),
            TimeProvider.System,
            (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));

        await FailsAsync(DocumentFault.Forbidden, () => client.GetAsync(new Uri($"http://rebinding.example:{_peer.Port}/"), Key, Cancellation));
        Assert.Equal(0, _peer.Fetches);
    }

    [Fact]
    public async Task a_document_larger_than_the_limit_is_not_read_to_its_end() =>
        await FailsAsync(DocumentFault.Unusable, () => AnsweredAsync("application/activity+json", new string(' ', 300_000)));

    [Fact]
    public async Task a_compressed_document_is_not_inflated()
    {
        _peer.Answer = async context =>
        {
            context.Response.ContentType = "application/activity+json";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(new byte[1_000_000], Cancellation);
        };

        await FailsAsync(DocumentFault.Unusable, () => GetAsync("http://peer.example/users/bob"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task one_deadline_holds_for_everything_so_that_nobody_can_dribble(bool beginsToAnswer)
    {
        _peer.Answer = async context =>
        {
            context.Response.ContentType = "application/activity+json";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                if (beginsToAnswer)
                {
                    await context.Response.WriteAsync(" ", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }

                await Task.Delay(50, CancellationToken.None);
            }
        };

        await FailsAsync(DocumentFault.Unreachable, () => GetAsync("http://peer.example/users/bob", TimeSpan.FromMilliseconds(400)));
    }

    [Fact]
    public async Task a_host_that_is_not_there_is_unreachable() => await FailsAsync(DocumentFault.Unreachable, () => GetAsync("http://nobody.example/"));

    private Task<DocumentFetch> AnsweredAsync(string? type, string body)
    {
        _peer.Answer = context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        };
        return GetAsync("http://peer.example/users/bob");
    }

    private Task<DocumentFetch> GetAsync(string url, TimeSpan? deadline = null) => GetAsync(new Uri(url), deadline);

    private static NetworkOptions Options(int port) => new()
    {
        AllowPrivate = [IPNetwork.Parse("127.0.0.0/8")],
        AllowHttp = new HashSet<string> { "peer.example", "nobody.example", "other.example" },
        Resolve = new Dictionary<string, FixedAddress> { ["peer.example"] = new(IPAddress.Loopback, port), ["nobody.example"] = new(IPAddress.Loopback, 1) },
    };

    private async Task<DocumentFetch> GetAsync(Uri url, TimeSpan? deadline = null)
    {
        return await NetworkRegistration.Client(Options(_peer.Port), new KnownStyles(TimeProvider.System), deadline is null ? PatientTime.Real : TimeProvider.System, resolve: null, deadline).GetAsync(url, Key, Cancellation);
    }

    private static async Task FailsAsync(DocumentFault fault, Func<Task<DocumentFetch>> get) =>
        Assert.Equal(fault, Assert.IsType<DocumentFetch.Failed>(await get()).Fault);
}
