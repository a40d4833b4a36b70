using System.Text;
using FedFilter.Declarations.Commitments;
using FedFilter.Identity;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Declarations.Commitments;

public sealed class ActorKeysTests
{
    [Fact]
    public void our_own_actor_lists_the_key_that_signs_our_documents()
    {
        var own = new OwnActor("https", "social.example", new OwnKeys(TestKeys.Pem("gateway"), SigningKey.NewEd25519Pem(), SigningKey.NewEd25519Pem()));

        var keys = ActorKeys.Read(own.Document, Sample.Actor)!;

        Assert.Equal(own.DocumentKey.PublicMultibase, keys.Keys[own.DocumentKey.KeyId]);
    }

    [Theory]
    [InlineData("""{"id":"ACTOR","assertionMethod":{"id":"k","type":"Multikey","controller":"ACTOR","publicKeyMultibase":"z1"}}""", 1)]
    [InlineData("""{"id":"ACTOR","assertionMethod":[{"id":"k","type":"Multikey","controller":"https://other.example/actor","publicKeyMultibase":"z1"}]}""", 0)]
    [InlineData("""{"id":"ACTOR","assertionMethod":[{"id":"k","type":"Other","controller":"ACTOR","publicKeyMultibase":"z1"}]}""", 0)]
    [InlineData("""{"id":"ACTOR","assertionMethod":["ACTOR#k"]}""", 0)]
    [InlineData("""{"id":"ACTOR"}""", 0)]
    public void only_whole_keys_of_the_actor_itself_count(string json, int expected) =>
        Assert.Equal(expected, ActorKeys.Read(Encoding.UTF8.GetBytes(json.Replace("ACTOR", Sample.Actor)), Sample.Actor)!.Keys.Count);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("no")]
    [InlineData("""{"id":"https://other.example/actor"}""")]
    public void another_actor_is_none(string json) => Assert.Null(ActorKeys.Read(Encoding.UTF8.GetBytes(json), Sample.Actor));
}
