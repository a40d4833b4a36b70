using System.Net;
using System.Text;
using CsCheck;
using FedFilter.Network;
using FedFilter.Peers;
using FedFilter.Signatures.Signing;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Peers;

/// <summary>What the lookup of a handle's domain may cost.</summary>
public sealed class HandleDomainsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private int _asked;
    private FakePeer _peer = null!;
    private FakePeer _handles = null!;
    private HandleDomains _domains = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_peer, _handles) = (await FakePeer.StartAsync("friend.example"), await FakePeer.StartAsync("handle.example"));
        _peer.WellKnown = _handles.WellKnown = context =>
        {
            Interlocked.Increment(ref _asked);
            return context.Response.WriteAsync(FakePeer.WebFinger("bob@handle.example", _peer.Actor));
        };
        var network = new NetworkOptions
        {
            AllowPrivate = [IPNetwork.Parse("127.0.0.0/8")],
            AllowHttp = new HashSet<string> { _peer.Host, _handles.Host },
            Resolve = new Dictionary<string, FixedAddress> { [_peer.Host] = new(IPAddress.Loopback, _peer.Port), [_handles.Host] = new(IPAddress.Loopback, _handles.Port) },
        };
        _domains = new HandleDomains(
            NetworkRegistration.Resources(network, TimeProvider.System), NetworkRegistration.Client(network, new KnownStyles(TimeProvider.System), TimeProvider.System, resolve: null), network, _time);
    }

    public async ValueTask DisposeAsync()
    {
        _domains.Dispose();
        await _peer.DisposeAsync();
        await _handles.DisposeAsync();
    }

    [Fact]
    public async Task a_request_waits_three_seconds_for_a_lookup_and_the_next_one_finds_its_answer()
    {
        var (arrived, answers) = (new TaskCompletionSource(), new TaskCompletionSource());
        _handles.WellKnown = async context =>
        {
            arrived.TrySetResult();
            await answers.Task;
            await context.Response.WriteAsync(FakePeer.WebFinger("bob@handle.example", _peer.Actor));
        };
        var first = FindAsync();
        await arrived.Task;
        Assert.False(first.IsCompleted);

        _time.Advance(HandleDomains.Wait);
        Assert.Null(await first);

        answers.SetResult();
        await Eventually.HoldsAsync(async () => await FindAsync() == "handle.example");
    }

    [Fact]
    public async Task requests_at_one_time_make_one_lookup_and_its_answer_holds_for_a_day()
    {
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => FindAsync())), domain => Assert.Equal("handle.example", domain));
        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal("handle.example", await FindAsync());
        Assert.Equal(2, _asked);

        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("handle.example", await FindAsync());
        Assert.Equal(4, _asked);
    }

    [Fact]
    public async Task a_handle_that_is_not_confirmed_is_looked_up_again_after_an_hour()
    {
        var confirmed = _handles.WellKnown;
        _handles.WellKnown = context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
        Assert.Null(await FindAsync());
        _handles.WellKnown = confirmed;

        Assert.Null(await FindAsync());
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal("handle.example", await FindAsync());
    }

    [Fact]
    public async Task a_domain_that_many_actors_name_is_asked_no_more_often_than_its_limit()
    {
        var asked = 0;
        _peer.WellKnown = context => context.Response.WriteAsync(FakePeer.WebFinger("bob@handle.example", context.Request.Query["resource"]!));
        _handles.WellKnown = context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };

        for (var i = 0; i < 300; i++)
            await FindAsync($"http://friend.example/users/{i}");
        Assert.Equal(240, asked);

        _time.Advance(TimeSpan.FromSeconds(10));
        for (var i = 300; i < 400; i++)
            await FindAsync($"http://friend.example/users/{i}");
        Assert.Equal(280, asked);
    }

    [Fact]
    public void no_answer_makes_the_reader_throw()
    {
        Gen.OneOf(Gen.Byte.Array, Gen.String[Gen.Char["{}[]\":,subjectalinkrhf@\\ud80"]].Select(Encoding.UTF8.GetBytes)).Sample(octets => { _ = WebFingerAnswer.Parse(octets); });
        Gen.String.Sample(text => { _ = Handle.Parse(text); });
    }

    [Theory]
    [InlineData("acct:alice@handle.example", "acct:alice@handle.example")]
    [InlineData("ACCT:alice@HANDLE.example.", "acct:alice@handle.example")]
    [InlineData("@alice@handle.example", "acct:alice@handle.example")]
    [InlineData("alice@bücher.example", "acct:alice@xn--bcher-kva.example")]
    [InlineData("alice", null)]
    [InlineData("@handle.example", null)]
    [InlineData("alice@127.0.0.1", null)]
    [InlineData("alice@a.example@b.example", null)]
    [InlineData("alice@handle.example/path", null)]
    [InlineData("https://handle.example/@alice", null)]
    [InlineData("https://alice@handle.example", null)]
    [InlineData("acct:al ice@handle.example", null)]
    public void a_handle_is_one_name_at_one_domain(string text, string? account) => Assert.Equal(account, Handle.Parse(text)?.Account);

    private Task<string?> FindAsync(string? actor = null) => _domains.FindAsync(PeerIri.Parse(actor ?? _peer.Actor)!, _peer.Key, Cancellation).AsTask();
}
