using System.Text.Json;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Peers;

/// <summary>Whose key it is, by what the documents of key and owner say.</summary>
public sealed class KeyOwnerTests : PeerKeysWorld
{
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
}
