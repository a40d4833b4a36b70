using FedFilter.Peers;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Peers;

/// <summary>When a key is fetched, how long it counts, and what that may cost.</summary>
public sealed class PeerKeysTests : PeerKeysWorld
{
    [Fact]
    public async Task a_key_is_fetched_once_and_then_known()
    {
        Assert.Equal(_peer.Actor, Found(await FindAsync()).Owner);
        Assert.Same(Found(await FindAsync()), Found(await FindAsync()));
        Assert.Equal(1, _peer.Fetches);
    }

    [Fact]
    public async Task a_burst_of_requests_makes_one_fetch_and_one_that_goes_away_does_not_end_it()
    {
        var answers = new TaskCompletionSource();
        _peer.Answer = async context =>
        {
            await answers.Task;
            await _peer.ActorAsync(context);
        };
        using var impatient = new CancellationTokenSource();
        var first = Keys.FindAsync(Request(), impatient.Token).AsTask();
        var others = Enumerable.Range(0, 50).Select(_ => FindAsync().AsTask()).ToArray();

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answers.SetResult();
        Assert.All(await Task.WhenAll(others), lookup => Assert.IsType<KeyLookup.Found>(lookup));
        Assert.Equal(1, _peer.Fetches);
    }

    [Fact]
    public async Task a_confirmed_key_survives_a_restart()
    {
        Confirm(Found(await FindAsync()));
        await Eventually.HoldsAsync(async () => await StoredAsync(_peer.Key.KeyId) is not null);

        Restart();

        Assert.IsType<KeyLookup.Found>(await FindAsync());
        Assert.Equal(1, _peer.Fetches);
    }

    [Fact]
    public async Task a_stored_key_is_believed_for_a_week_and_then_asked_for_again()
    {
        Confirm(Found(await FindAsync()));
        await Eventually.HoldsAsync(async () => await StoredAsync(_peer.Key.KeyId) is not null);
        _time.Advance(TimeSpan.FromDays(7.1));

        await FindAsync();

        Assert.Equal(2, _peer.Fetches);
    }

    [Fact]
    public async Task a_key_that_no_signature_confirmed_is_forgotten_within_minutes_and_leaves_no_trace()
    {
        await FindAsync();
        _time.Advance(TimeSpan.FromMinutes(6));

        await FindAsync();

        Assert.Equal(2, _peer.Fetches);
        Assert.Null(await StoredAsync(_peer.Key.KeyId));
    }

    [Fact]
    public async Task a_key_that_did_not_verify_is_fetched_anew_once_a_minute_for_each_machine()
    {
        var stale = Found(await FindAsync());
        Confirm(stale);

        for (var i = 0; i < 10; i++)
            Assert.Equal(stale.Pem, Found(await FindAsync(stale)).Pem);
        Assert.Equal(2, _peer.Fetches);

        await FindAsync(stale, client: "203.0.113.9");
        Assert.Equal(3, _peer.Fetches);

        _time.Advance(TimeSpan.FromMinutes(1.1));
        await FindAsync(stale);
        Assert.Equal(4, _peer.Fetches);
    }

    [Fact]
    public async Task a_key_that_was_fetched_for_a_request_is_not_fetched_again_for_the_same_one()
    {
        var key = Found(await FindAsync());

        Assert.Same(key, Found(await FindAsync(key)));
        Assert.Equal(1, _peer.Fetches);
    }

    [Fact]
    public async Task neighbours_cannot_use_up_the_look_that_finds_a_replaced_key()
    {
        var old = Found(await FindAsync());
        Confirm(old);
        for (var i = 2; i < 12; i++)
            await FindAsync(old, client: $"198.51.100.{i}");
        Assert.Equal(5, _peer.Fetches); // four of them

        _peer.RotateKey();

        Assert.NotEqual(old.Pem, Found(await FindAsync(old)).Pem);
    }

    [Fact]
    public async Task after_a_rotation_the_new_key_takes_the_old_ones_place()
    {
        var old = Found(await FindAsync());
        Confirm(old);
        _peer.RotateKey();

        Assert.NotEqual(old.Pem, Found(await FindAsync(old)).Pem);
        Assert.NotEqual(old.Pem, Found(await FindAsync()).Pem);
    }

    [Fact]
    public async Task a_key_that_its_host_withdrew_no_longer_counts()
    {
        var key = Found(await FindAsync());
        Confirm(key);
        Answer(404);

        Assert.Equal(SignatureFault.KeyNotFound, Missing(await FindAsync(key)));
        Assert.Equal(SignatureFault.KeyNotFound, Missing(await FindAsync()));
    }

    [Fact]
    public async Task a_host_that_is_down_takes_no_known_key_away()
    {
        var key = Found(await FindAsync());
        Confirm(key);
        Answer(503);

        Assert.Equal(SignatureFault.KeyUnreachable, Missing(await FindAsync(key)));
        Assert.IsType<KeyLookup.Found>(await FindAsync());
    }

    [Theory]
    [InlineData(503, SignatureFault.KeyUnreachable)]
    [InlineData(404, SignatureFault.KeyNotFound)]
    [InlineData(410, SignatureFault.KeyGone)]
    public async Task what_is_missing_is_asked_for_again_after_a_minute(int status, SignatureFault fault)
    {
        Answer(status);
        Assert.Equal(fault, Missing(await FindAsync()));
        Assert.Equal(fault, Missing(await FindAsync()));
        Assert.Equal(1, _peer.Fetches);

        _time.Advance(TimeSpan.FromSeconds(61));
        await FindAsync();

        Assert.Equal(2, _peer.Fetches);
    }

    [Fact]
    public async Task a_key_that_a_stranger_named_before_it_was_there_is_found_by_its_owner()
    {
        Answer(404);
        for (var network = 1; network < 4; network++)
            Assert.Equal(SignatureFault.KeyNotFound, Missing(await FindAsync(client: $"203.0.{network}.9")));

        _peer.Answer = null;

        Assert.Equal(_peer.Actor, Found(await FindAsync()).Owner);
    }

    [Fact]
    public async Task invented_key_ids_run_into_a_limit_and_push_out_nothing()
    {
        Confirm(Found(await FindAsync()));
        Answer(404);

        // All at once: as time goes by, more is allowed.
        var lookups = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => FindAsync(keyId: $"{_peer.Actor}/{i}#main-key", client: "203.0.113.7").AsTask()));

        Assert.Contains(SignatureFault.KeyUnreachable, lookups.Select(Missing));
        Assert.Equal(401, _peer.Fetches);
        Assert.IsType<KeyLookup.Found>(await FindAsync());
    }

    [Fact]
    public async Task invented_key_ids_from_many_networks_take_no_new_key_away_from_a_server_that_was_seen()
    {
        Confirm(Found(await FindAsync()));
        Answer(404);
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(i => FindAsync(keyId: $"{_peer.Actor}/{i}#main-key", client: $"203.0.{i % 3}.7").AsTask()));
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, _peer.ActorJson("http://friend.example/users/new", "http://friend.example/users/new#main-key", "http://friend.example/users/new"));

        Assert.Equal("http://friend.example/users/new", Found(await FindAsync(keyId: "http://friend.example/users/new#main-key")).Owner);
    }

    [Fact]
    public async Task keys_in_memory_are_bounded_in_bytes_and_those_nobody_confirmed_go_first()
    {
        Restart(cacheBytes: 40_000);
        Confirm(Found(await FindAsync()));
        _peer.Answer = context =>
        {
            var actor = "http://friend.example" + context.Request.Path;
            return FakeOrigin.ActivityAsync(context, _peer.ActorJson(actor, actor + "#main-key", actor));
        };
        for (var i = 0; i < 100; i++)
            Found(await FindAsync(keyId: $"http://friend.example/{i}#main-key", client: "203.0.113.7"));
        var before = _peer.Fetches;

        Assert.IsType<KeyLookup.Found>(await FindAsync());
        Assert.Equal(before, _peer.Fetches);
        for (var i = 0; i < 100; i++)
            await FindAsync(keyId: $"http://friend.example/{i}#main-key", client: "198.51.100.9");
        Assert.True(_peer.Fetches - before > 80, $"{_peer.Fetches - before} were not in memory any longer");
    }

    [Fact]
    public async Task keys_are_bounded_in_bytes_before_anything_is_kept()
    {
        var longer = "http://friend.example/" + new string('x', PeerIri.MaxLength);
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, _peer.ActorJson(owner: longer));
        Assert.Equal(SignatureFault.KeyIdInvalid, Missing(await FindAsync()));

        _peer.Answer = context => FakeOrigin.ActivityAsync(context, _peer.ActorJson(pem: _peer.Key.PublicPem + new string('\n', 17_000) + "x"));
        Assert.Equal(SignatureFault.KeyInvalid, Missing(await FindAsync(client: "203.0.113.9")));
    }

    [Theory]
    [InlineData("never let in", "/users/bob", 3)]
    [InlineData("never let in, behind a redirect", "/users/old", 4)]
    [InlineData("redirected for ever", "/loop", 3)]
    public async Task one_request_of_a_stranger_costs_at_most_four_of_ours(string how, string path, int requests)
    {
        _peer.Answer = context =>
        {
            if (context.Request.Path == "/users/bob")
                context.Response.StatusCode = 401;
            else
                context.Response.Redirect(path == "/loop" ? "/loop" : "/users/bob");
            return Task.CompletedTask;
        };
        var key = "http://friend.example" + path + "?x=1#main-key";

        Assert.IsType<KeyLookup.Missing>(await FindAsync(keyId: key));
        Assert.IsType<KeyLookup.Missing>(await FindAsync(keyId: key));

        Assert.True(requests == _peer.Fetches, how);
    }

    [Fact]
    public async Task a_server_that_takes_no_signature_of_ours_is_asked_without_one_last_and_then_so_for_the_owner()
    {
        var keyId = _peer.Actor + "/main-key";
        _peer.Answer = context =>
        {
            if (context.Request.Headers.ContainsKey("Signature"))
            {
                context.Response.StatusCode = 401;
                return Task.CompletedTask;
            }

            return FakeOrigin.ActivityAsync(context, _peer.ActorJson(keyId: keyId));
        };

        Assert.Equal(_peer.Actor, Found(await FindAsync(keyId: keyId)).Owner);
        Assert.Equal(4, _peer.Fetches);
    }

    [Fact]
    public async Task several_keys_of_one_request_share_its_four_requests()
    {
        Answer(401);
        var context = Request().Context;

        for (var i = 0; i < 3; i++)
            Assert.Equal(SignatureFault.KeyUnreachable, Missing(await Keys.FindAsync(new KeyRequest($"{_peer.Actor}/{i}", context), Cancellation)));

        Assert.Equal(PeerKeys.MaxRequests, _peer.Fetches);
    }
}
