using System.Text;
using CsCheck;
using FedFilter.Checkpoints.Gateway;

namespace FedFilter.Tests.Checkpoints.Gateway;

public sealed class AnswerDocumentTests
{
    [Fact]
    public void any_octets_are_read_without_throwing() =>
        Gen.OneOf(Gen.Byte.Array, Gen.String[Gen.Char["{}[]\":,@contextypeidNoteApplication\\ud80/#"]].Select(Encoding.UTF8.GetBytes)).Sample(octets => { _ = AnswerDocument.Read(octets); });

    [Theory]
    [InlineData("""{"@context":{"as":"https://www.w3.org/ns/activitystreams#"}}""", nameof(DocumentKind.Context))]
    [InlineData("""{"@context":{},"type":"Application"}""", nameof(DocumentKind.InstanceActor))]
    [InlineData("""{"type":"Person"}""", nameof(DocumentKind.ActivityPub))]
    [InlineData("""{"type":["Application","Note"]}""", nameof(DocumentKind.ActivityPub))]
    [InlineData("""[{"data":{"deep":[{"@id":"x"}]}}]""", nameof(DocumentKind.ActivityPub))]
    [InlineData("""{"id":"https://social.example/1","type":"lemmy:Unheard"}""", nameof(DocumentKind.ActivityPub))]
    [InlineData("""{"posts":[{"attributedTo":"x"}]}""", nameof(DocumentKind.ActivityPub))]
    [InlineData("""{"subject":"acct:alice@social.example","links":[{"rel":"self","type":"application/activity+json","href":"https://social.example/users/alice"}]}""", nameof(DocumentKind.Other))]
    [InlineData("""{"version":"1.0","type":"rich","html":"<iframe>"}""", nameof(DocumentKind.Other))]
    [InlineData("""{"id":"1","type":"mention","status":{"id":"2","content":"x","media_attachments":[{"id":"3","type":"image"}]}}""", nameof(DocumentKind.Other))]
    [InlineData("""{"@context":{},"@context":{}}""", nameof(DocumentKind.Unreadable))]
    [InlineData("""{"type":"\ud800"}""", nameof(DocumentKind.Unreadable))]
    [InlineData("", nameof(DocumentKind.Unreadable))]
    public void what_a_document_is(string json, string expected) => Assert.Equal(expected, $"{AnswerDocument.Read(Encoding.UTF8.GetBytes(json))}");
}
