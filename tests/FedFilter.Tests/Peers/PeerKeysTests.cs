using System.Net;
using System.Text.Json;
using FedFilter.Network;
using FedFilter.Peers;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Peers;

public sealed class PeerKeysTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private FakePeer _peer = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _peer = await FakePeer.StartAsync("friend.example");
        await Database.MigrateAsync(_folder, Cancellation);
        Restart();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _peer.DisposeAsync();
        await TestFolder.DeleteAsync(_folder);
    }

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

    [Theory]
    [InlineData("a post", """{"id":"ACTOR","type":"Note","inbox":"i","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"PEM"}}""")]
    [InlineData("a post by another name", """{"id":"ACTOR","type":["Person","as:Note"],"inbox":"i","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"PEM"}}""")]
    [InlineData("a collection", """{"id":"ACTOR","type":"OrderedCollection","inbox":"i","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"PEM"}}""")]
    [InlineData("an activity", """{"id":"ACTOR","type":"https://www.w3.org/ns/activitystreams#Create","inbox":"i","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"PEM"}}""")]
    [InlineData("without an inbox", """{"id":"ACTOR","type":"Person","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"PEM"}}""")]
    public async Task only_an_actor_signs(string what, string document)
    {
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, Filled(document));

        Assert.True(Missing(await FindAsync()) == SignatureFault.KeyOwnerMismatch, what);
    }

    [Fact]
    public async Task an_uploaded_document_does_not_speak_for_another_actor_of_its_host()
    {
        var keyId = "http://friend.example/upload/x#main-key";
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, context.Request.Path == "/upload/x" ? _peer.ActorJson(keyId: keyId) : _peer.ActorJson());

        Assert.Equal(SignatureFault.KeyOwnerMismatch, Missing(await FindAsync(keyId: keyId)));
    }

    [Theory]
    [InlineData("a relative id", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"#main-key","owner":"ACTOR","publicKeyPem":"PEM"}}""")]
    [InlineData("no owner", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"KEY","publicKeyPem":"PEM"}}""")]
    [InlineData("a type of its own", """{"id":"ACTOR","type":"Feed","inbox":"i","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"PEM"}}""")]
    public async Task a_key_inside_its_own_actor_may_say_less(string how, string document)
    {
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, Filled(document));

        Assert.True(Found(await FindAsync()) is { Peer: "friend.example" }, how);
    }

    [Theory]
    [InlineData("http://friend.example./users/bob", SignatureFault.KeyIdInvalid)]
    [InlineData("http://me@friend.example/users/bob", SignatureFault.KeyIdInvalid)]
    [InlineData("https://friend.example/users/bob", SignatureFault.KeyIdInvalid)]
    [InlineData("acct:bob@friend.example", SignatureFault.KeyIdInvalid)]
    [InlineData("http://friend.example:80/users/bob", null)]
    [InlineData("http://FRIEND.example/users/bob", null)]
    public async Task an_owner_is_held_to_the_form_of_a_key_id(string owner, SignatureFault? fault)
    {
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, _peer.ActorJson(owner: owner, id: owner));

        var lookup = await FindAsync();

        if (fault is null)
            Assert.Equal((_peer.Actor, "friend.example"), (Found(lookup).Owner, Found(lookup).Peer));
        else
            Assert.Equal(fault, Missing(lookup));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(451)]
    public async Task a_host_that_does_not_let_us_in_has_not_said_that_there_is_no_such_key(int status)
    {
        Confirm(Found(await FindAsync()));
        Answer(status);

        Assert.Equal(SignatureFault.KeyUnreachable, Missing(await FindAsync(keyId: _peer.Actor + "#other")));
        Assert.IsType<KeyLookup.Found>(await FindAsync());
    }

    [Fact]
    public async Task a_tombstone_says_that_the_actor_is_gone()
    {
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, Filled("""{"id":"ACTOR","type":"Tombstone"}"""));

        Assert.Equal(SignatureFault.KeyGone, Missing(await FindAsync()));
    }

    [Theory]
    [InlineData("owner on another host", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"KEY","owner":"http://victim.example/users/bob","publicKeyPem":"PEM"}}""", SignatureFault.KeyOwnerMismatch)]
    [InlineData("document of another host", """{"id":"http://victim.example/users/bob","inbox":"i","publicKey":{"id":"KEY","owner":"http://victim.example/users/bob","publicKeyPem":"PEM"}}""", SignatureFault.KeyOwnerMismatch)]
    [InlineData("owner is another actor", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"KEY","owner":"ACTOR2","publicKeyPem":"PEM"}}""", SignatureFault.KeyOwnerMismatch)]
    [InlineData("no such key", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"KEY2","owner":"ACTOR","publicKeyPem":"PEM"}}""", SignatureFault.KeyNotFound)]
    [InlineData("no key at all", """{"id":"ACTOR","inbox":"i"}""", SignatureFault.KeyNotFound)]
    [InlineData("not a key", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"nonsense"}}""", SignatureFault.KeyInvalid)]
    [InlineData("two ids", """{"id":"ACTOR","id":"ACTOR","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"PEM"}}""", SignatureFault.KeyInvalid)]
    public async Task key_owner_and_document_belong_together_or_the_key_does_not_count(string why, string json, SignatureFault fault)
    {
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, Filled(json));

        Assert.True(fault == Missing(await FindAsync()), why);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_key_document_of_its_own_counts_if_its_owner_lists_it(bool listed)
    {
        var keyId = _peer.Actor + "/main-key";
        _peer.Answer = context => FakeOrigin.ActivityAsync(context, context.Request.Path.Value!.EndsWith("/main-key", StringComparison.Ordinal)
            ? JsonSerializer.Serialize(new { id = keyId, owner = _peer.Actor, publicKeyPem = _peer.Key.PublicPem })
            : _peer.ActorJson(keyId: listed ? keyId : null));

        var lookup = await FindAsync(keyId: keyId);

        if (listed)
            Assert.Equal(_peer.Actor, Found(lookup).Owner);
        else
            Assert.Equal(SignatureFault.KeyOwnerMismatch, Missing(lookup));
    }

    [Theory]
    [InlineData("as a Multikey in assertionMethod", """{"id":"ACTOR","inbox":"i","assertionMethod":[{"id":"ED","type":"Multikey","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}]}""", "")]
    [InlineData("beside another key", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"KEY","owner":"ACTOR","publicKeyPem":"PEM"},"assertionMethod":{"id":"ED","type":"Multikey","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}}""", "")]
    [InlineData("as a document that the actor names", """{"id":"ACTOR","inbox":"i","publicKey":["ED"]}""", """{"id":"ED","type":"Multikey","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}""")]
    [InlineData("as a document that the actor repeats", """{"id":"ACTOR","inbox":"i","assertionMethod":[{"id":"ED","type":"Multikey","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}]}""", """{"id":"ED","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}""")]
    public async Task an_ed25519_key_is_found(string how, string actor, string key)
    {
        using var ed25519 = SigningKey.FromPem(_peer.Actor + (key == "" ? "#ed" : "/ed"), SigningKey.NewEd25519Pem());
        Serve(ed25519, actor, key);

        var found = Found(await FindAsync(keyId: ed25519.KeyId));

        Assert.True(found.Verify([1], ed25519.Sign([1])), how);
        Assert.Equal(("friend.example", _peer.Actor), (found.Peer, found.Owner));
    }

    [Theory]
    [InlineData("named by an actor that is not its controller", """{"id":"ACTOR","inbox":"i","publicKey":["ED"]}""", """{"id":"ED","controller":"ACTOR2","publicKeyMultibase":"MULTIBASE"}""", SignatureFault.KeyOwnerMismatch)]
    [InlineData("not named by its controller", """{"id":"ACTOR","inbox":"i","publicKey":["KEY"]}""", """{"id":"ED","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}""", SignatureFault.KeyOwnerMismatch)]
    [InlineData("with other octets than its controller says", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"ED","owner":"ACTOR","publicKeyPem":"PEM"}}""", """{"id":"ED","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}""", SignatureFault.KeyOwnerMismatch)]
    [InlineData("one id for two keys", """{"id":"ACTOR","inbox":"i","publicKey":{"id":"ED","owner":"ACTOR","publicKeyPem":"PEM"},"assertionMethod":{"id":"ED","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}}""", "", SignatureFault.KeyInvalid)]
    [InlineData("another document under its address", """{"id":"ACTOR","inbox":"i","publicKey":["ED"]}""", """{"id":"ED2","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}""", SignatureFault.KeyNotFound)]
    public async Task a_key_that_its_owner_does_not_vouch_for_does_not_count(string why, string actor, string key, SignatureFault fault)
    {
        using var ed25519 = SigningKey.FromPem(_peer.Actor + (key == "" ? "#ed" : "/ed"), SigningKey.NewEd25519Pem());
        Serve(ed25519, actor, key);

        Assert.True(fault == Missing(await FindAsync(keyId: ed25519.KeyId)), why);
    }

    [Fact]
    public async Task an_actors_own_id_stands_for_its_only_key_even_where_that_is_a_document_of_its_own()
    {
        using var ed25519 = SigningKey.FromPem(_peer.Actor + "/ed", SigningKey.NewEd25519Pem());
        Serve(ed25519, """{"id":"ACTOR","inbox":"i","publicKey":"ED"}""", """{"id":"ED","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}""");

        Assert.True(Found(await FindAsync(keyId: _peer.Actor)).Verify([1], ed25519.Sign([1])));
    }

    [Fact]
    public async Task a_multikey_and_its_owners_type_survive_a_restart()
    {
        using var ed25519 = SigningKey.FromPem(_peer.Actor + "#ed", SigningKey.NewEd25519Pem());
        Serve(ed25519, """{"id":"ACTOR","type":["Service","Person"],"inbox":"i","assertionMethod":[{"id":"ED","controller":"ACTOR","publicKeyMultibase":"MULTIBASE"}]}""", "");
        Confirm(Found(await FindAsync(keyId: ed25519.KeyId)));
        await Eventually.HoldsAsync(async () => await StoredAsync(ed25519.KeyId) is not null);

        Restart();

        var found = Found(await FindAsync(keyId: ed25519.KeyId));
        Assert.True(found.Verify([1], ed25519.Sign([1])));
        Assert.Equal("Service", found.OwnerType);
        Assert.Equal(1, _peer.Fetches);
    }

    [Fact]
    public async Task a_peer_that_takes_rfc_9421_alone_gives_its_key_to_the_second_knock_and_later_to_the_first()
    {
        _peer.Answer = context =>
        {
            if (context.Request.Headers.ContainsKey("Signature-Input"))
                return _peer.ActorAsync(context);
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        };

        Found(await FindAsync());
        Assert.Equal(2, _peer.Fetches);

        Assert.IsType<KeyLookup.Missing>(await FindAsync(keyId: _peer.Actor + "#other"));
        Assert.Equal(3, _peer.Fetches);
    }

    [Fact]
    public async Task a_key_cached_for_one_actor_is_not_touched_by_what_another_host_says_of_it()
    {
        var key = Found(await FindAsync());
        Confirm(key);
        await using var evil = await FakePeer.StartAsync("evil.example");
        evil.Answer = context => FakeOrigin.ActivityAsync(context, _peer.ActorJson(pem: evil.Key.PublicPem));
        Restart(evil);
        await Eventually.HoldsAsync(async () => await FindAsync() is KeyLookup.Found);

        Assert.Equal(SignatureFault.KeyOwnerMismatch, Missing(await FindAsync(keyId: evil.Key.KeyId)));
        Assert.Equal(key.Pem, Found(await FindAsync()).Pem);
    }

    private void Serve(SigningKey ed25519, string actor, string key) => _peer.Answer = context => FakeOrigin.ActivityAsync(
        context,
        (context.Request.Path.Value!.EndsWith("/ed", StringComparison.Ordinal) ? key : actor)
            .Replace("ACTOR", _peer.Actor, StringComparison.Ordinal)
            .Replace("\"ED", $"\"{ed25519.KeyId}", StringComparison.Ordinal)
            .Replace("MULTIBASE", ed25519.PublicMultibase, StringComparison.Ordinal)
            .Replace("KEY", _peer.Key.KeyId, StringComparison.Ordinal)
            .Replace("\"PEM\"", JsonSerializer.Serialize(_peer.Key.PublicPem), StringComparison.Ordinal));

    private string Filled(string document) => document.Replace("ACTOR", _peer.Actor, StringComparison.Ordinal).Replace("KEY", _peer.Key.KeyId, StringComparison.Ordinal)
        .Replace("\"PEM\"", JsonSerializer.Serialize(_peer.Key.PublicPem), StringComparison.Ordinal);

    private void Confirm(VerificationKey key, string client = "198.51.100.1") => Keys.Confirm(key, IPAddress.Parse(client));

    private ValueTask<VerificationKey?> StoredAsync(string keyId) =>
        _services.GetRequiredService<KeyStore>().FindAsync(new KeyId(PeerIri.Parse(keyId)!), Cancellation);

    private PeerKeys Keys => _services.GetRequiredService<PeerKeys>();

    private ValueTask<KeyLookup> FindAsync(VerificationKey? stale = null, string? keyId = null, string client = "198.51.100.1") =>
        Keys.FindAsync(Request(stale, keyId, client), Cancellation);

    private KeyRequest Request(VerificationKey? stale = null, string? keyId = null, string client = "198.51.100.1") =>
        new(keyId ?? _peer.Key.KeyId, new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(client) } }, stale);

    private void Answer(int status) => _peer.Answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>As after a restart of the program: memory is empty, the store is not.</summary>
    private void Restart(FakePeer? other = null, long cacheBytes = 1024 * 1024)
    {
        var peers = new[] { _peer, other }.OfType<FakePeer>().ToArray();
        _services?.Dispose();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddStorage(_folder)
            .AddNetwork(new NetworkOptions
            {
                AllowPrivate = [IPNetwork.Parse("127.0.0.0/8")],
                AllowHttp = peers.Select(peer => peer.Host).ToHashSet(),
                Resolve = peers.ToDictionary(peer => peer.Host, peer => new FixedAddress(IPAddress.Loopback, peer.Port)),
            })
            .AddPeers(_ => new PeerKeysOptions
            {
                OwnHosts = _ => new HashSet<string> { "social.example" },
                SignAs = _ => TestKeys.Of("gateway", "http://social.example/fedfilter/actor#main-key"),
                ClientOf = context => context.Connection.RemoteIpAddress!,
                CacheBytes = cacheBytes,
            })
            .BuildServiceProvider();
    }

    private static VerificationKey Found(KeyLookup lookup) => Assert.IsType<KeyLookup.Found>(lookup).Key;

    private static SignatureFault Missing(KeyLookup lookup) => Assert.IsType<KeyLookup.Missing>(lookup).Fault;
}
