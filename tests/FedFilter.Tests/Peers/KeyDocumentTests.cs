using System.Text;
using CsCheck;
using FedFilter.Peers;

namespace FedFilter.Tests.Peers;

public sealed class KeyDocumentTests
{
    [Theory]
    [InlineData("""{"id":"a","publicKey":{"id":"k","owner":"a","publicKeyPem":"p"}}""", 1)]
    [InlineData("""{"id":"a","publicKey":[{"id":"k","owner":"a","publicKeyPem":"p"},{"id":"l","owner":"a","publicKeyPem":"q"}]}""", 2)]
    [InlineData("""{"id":"a","publicKey":"https://friend.example/key"}""", 1)]
    [InlineData("""{"id":"a","publicKey":["https://friend.example/key",{"id":"k","owner":"a","publicKeyPem":"p"}]}""", 2)]
    [InlineData("""{"id":"a","publicKey":{"id":7,"owner":"a","publicKeyPem":"p"}}""", 0)]
    [InlineData("""{"id":"a"}""", 0)]
    public void an_actor_lists_its_keys(string json, int keys)
    {
        var document = Parse(json)!;

        Assert.False(document.IsKey);
        Assert.Equal(keys, document.Keys.Count);
    }

    [Theory]
    [InlineData("""{"id":"a","assertionMethod":[{"id":"k","type":"Multikey","controller":"a","publicKeyMultibase":"z6Mk"}]}""", 1)]
    [InlineData("""{"id":"a","assertionMethod":{"id":"k","type":"Multikey","controller":"a","publicKeyMultibase":"z6Mk"}}""", 1)]
    [InlineData("""{"id":"a","assertionMethod":"https://friend.example/key"}""", 1)]
    [InlineData("""{"id":"a","assertionMethod":[{"id":"k","type":"Multikey","publicKeyMultibase":"z6Mk"}, 7, null]}""", 1)]
    public void an_actor_lists_its_multikeys(string json, int keys) => Assert.Equal(keys, Parse(json)!.AssertionMethods.Count);

    [Theory]
    [InlineData("""{"id":"k","owner":"a","publicKeyPem":"p"}""")]
    [InlineData("""{"id":"k","type":"Multikey","controller":"a","publicKeyMultibase":"z6Mk"}""")]
    public void a_document_can_be_a_key_by_itself(string json) => Assert.True(Parse(json)!.IsKey);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":"a","id":"b"}""")]
    [InlineData("""{"id":"\ud800"}""")]
    public void anything_else_is_no_document(string json) => Assert.Null(Parse(json));

    [Fact]
    public void any_octets_are_read_without_throwing() => Gen.OneOf(Gen.Byte.Array, Gen.String[Gen.Char["{}[]\":,idpublicKey\\u0"]].Select(Encoding.UTF8.GetBytes)).Sample(octets => { _ = KeyDocument.Parse(octets); });

    private static KeyDocument? Parse(string json) => KeyDocument.Parse(Encoding.UTF8.GetBytes(json));
}
