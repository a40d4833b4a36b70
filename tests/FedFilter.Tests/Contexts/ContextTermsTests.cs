using System.Text;
using CsCheck;
using FedFilter.Contexts;

namespace FedFilter.Tests.Contexts;

public sealed class ContextTermsTests
{
    [Theory]
    [InlineData("""{"Delete":"as:Create"}""")]
    [InlineData("""{"Delete":"https://example.com/Delete"}""")]
    [InlineData("""{"Delete":null}""")]
    [InlineData("""{"Delete":{"@id":"as:Delete","@id":"as:Create"}}""")]
    [InlineData("""{"actor":"as:object"}""")]
    [InlineData("""{"Place":"as:Create"}""")]
    [InlineData("""{"attributedTo":"as:actor"}""")]
    [InlineData("""{"content":"as:summary"}""")]
    [InlineData("""{"tag":{"@id":"as:tag","@container":"@id"}}""")]
    [InlineData("""{"object":{"@id":"as:object","@type":"@vocab"}}""")]
    [InlineData("""{"object":{"@id":"as:object","@type":"@json"}}""")]
    [InlineData("""{"object":{"@id":"as:object","@nest":"x"}}""")]
    [InlineData("""{"object":{"@id":"as:object","@context":{"Note":"as:Create"}}}""")]
    [InlineData("""{"Boost":"as:Announce"}""")]
    [InlineData("""{"Boost":"Announce"}""")]
    [InlineData("""{"Boost":"https://www.w3.org/ns/activitystreams#Announce"}""")]
    [InlineData("""{"Boost":"http://www.w3.org/ns/activitystreams#Announce"}""")]
    [InlineData("""{"Boost":{"@type":"@id","@id":"as:Announce"}}""")]
    [InlineData("""{"who":{"@reverse":"as:actor"}}""")]
    [InlineData("""{"as:Boost":"as:Announce"}""")]
    [InlineData("""{"https://www.w3.org/ns/activitystreams#Delete":"as:Create"}""")]
    [InlineData("""{"kind":"@type"}""")]
    [InlineData("""{"all":"@graph"}""")]
    [InlineData("""{"more":"@included"}""")]
    [InlineData("""{"x":"https://www.w3.org/ns/activitystreams#"}""")]
    [InlineData("""{"x":"as:"}""")]
    [InlineData("""{"x":"as:Ann"}""")]
    [InlineData("""{"x":"https://www.w3.org/ns/"}""")]
    [InlineData("""{"x":"https:"}""")]
    [InlineData("""{"x":""}""")]
    [InlineData("""{"as":"https://example.com/#"}""")]
    [InlineData("""{"as":"https://www.w3.org/ns/activitystreams#Cr"}""")]
    [InlineData("""{"as":null}""")]
    [InlineData("""{"https":"https://example.com/"}""")]
    [InlineData("""{"urn":"https://blocked.example/"}""")]
    [InlineData("""{"@vocab":""}""")]
    [InlineData("""{"@vocab":"#"}""")]
    [InlineData("""{"@vocab":"x"}""")]
    [InlineData("""{"@vocab":"https://www.w3.org/ns/"}""")]
    [InlineData("""{"@vocab":"https://www.w3.org/ns/activitystreams#Ann"}""")]
    [InlineData("""{"@vocab":7}""")]
    [InlineData("""{"@base":"https://blocked.example/"}""")]
    [InlineData("""{"@base":""}""")]
    [InlineData("""{"@id":"x"}""")]
    [InlineData("""{"@type":{"@id":"as:actor"}}""")]
    [InlineData("""{"x":{"@id":"https://example.com/x","@context":{"Boost":"as:Announce"}}}""")]
    [InlineData("""{"x":{"@id":"https://example.com/x","@context":[null,[{"y":{"@context":{"Delete":"as:Create"}}}]]}}""")]
    [InlineData("""[null,{"\u0044elete":"as:Create"}]""")]
    [InlineData("""[[["https://www.w3.org/ns/activitystreams",{"Delete":"as:\u0043reate"}]]]""")]
    public void a_context_that_gives_a_word_another_meaning_or_name_is_refused(string context) => Assert.False(Read(context)!.Keeps);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"https://www.w3.org/ns/activitystreams\"")]
    [InlineData("""{"@vocab":"https://www.w3.org/ns/activitystreams#"}""")]
    [InlineData("""{"@vocab":"_:"}""")]
    [InlineData("""{"@vocab":"http://schema.org/"}""")]
    [InlineData("""{"@base":null,"@language":"de","@direction":"rtl","@version":1.1,"@protected":true,"@propagate":false}""")]
    [InlineData("""{"as":"https://www.w3.org/ns/activitystreams#","id":"@id","type":"@type"}""")]
    [InlineData("""{"as":{"@id":"https://www.w3.org/ns/activitystreams#","@prefix":true},"type":{"@id":"@type","@container":"@set"}}""")]
    [InlineData("""{"Delete":"as:Delete","actor":{"@id":"as:actor","@type":"@id"},"orderedItems":{"@id":"as:items","@type":"@id","@container":"@list"}}""")]
    [InlineData("""{"contentMap":{"@id":"as:content","@container":"@language"},"published":{"@id":"as:published","@type":"xsd:dateTime"}}""")]
    [InlineData("""{"location":{"@id":"sc:location","@type":"sc:Place"},"Place":"sc:Place"}""")]
    [InlineData("""{"Place":"as:Place"}""")]
    [InlineData("""{"expires":"as:endTime","quoteUrl":"as:quoteUrl","Hashtag":"as:Hashtag","sensitive":{"@id":"as:sensitive"}}""")]
    [InlineData("""{"announce":{"@id":"pixelfed:canAnnounce","@type":"@id"},"like":"pixelfed:canLike"}""")]
    [InlineData("""{"quote":{"@id":"https://w3id.org/fep/044f#quote","@type":"@id"},"_misskey_quote":"misskey:_misskey_quote"}""")]
    public void a_context_that_leaves_the_words_what_they_are_is_taken(string context)
    {
        var text = Read(context);

        Assert.True(text!.Keeps);
        Assert.Empty(text.Named);
    }

    [Theory]
    [InlineData("\"https://host.example/1\"", "https://host.example/1")]
    [InlineData("""["https://host.example/1","https://host.example/1","/2"]""", "https://host.example/1,/2")]
    [InlineData("""{"@import":"https://host.example/1"}""", "https://host.example/1")]
    [InlineData("""{"x":{"@id":"e:x","@context":"https://host.example/1"}}""", "https://host.example/1")]
    [InlineData("""{"id":{"@id":"@id","@context":["https://host.example/1"]}}""", "https://host.example/1")]
    [InlineData("\"https://www.w3.org/ns/activitystreams?\"", "https://www.w3.org/ns/activitystreams?")]
    [InlineData("\"https://WWW.w3.org/ns/activitystreams\"", "https://WWW.w3.org/ns/activitystreams")]
    public void a_context_that_is_only_named_is_one_to_be_looked_at(string context, string addresses) => Assert.Equal(addresses, string.Join(",", Read(context)!.Named));

    [Fact]
    public void seventeen_unknown_contexts_are_too_many() =>
        Assert.Null(Read($"[{string.Join(",", Enumerable.Range(0, RemoteContexts.Most + 1).Select(number => $"\"https://host.example/{number}\""))}]"));

    [Fact]
    public void whatever_a_context_is_it_is_read_without_throwing()
    {
        var words = Among("@id", "@type", "@context", "@vocab", "@import", "@reverse", "actor", "Delete", "as", "as:Delete", "\\ud800", "x", "https://a.example/", "");
        var json = Gen.Recursive<string>((depth, inner) => depth > 4
            ? words.Select(word => $"\"{word}\"")
            : Gen.OneOf(
                words.Select(word => $"\"{word}\""), Among("null", "7", "{}", "[]", "{", "]"),
                inner.Array[0, 3].Select(items => $"[{string.Join(",", items)}]"),
                Gen.Select(words, inner).Array[0, 4].Select(members => $"{{{string.Join(",", members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}")));
        json.Sample(context => { Read(context); });
        Gen.Byte.Array.Sample(octets => { ContextText.Read(octets); });
    }

    private static ContextText? Read(string context) => ContextText.Read(Encoding.UTF8.GetBytes($$"""{"@context":{{context}}}"""));

    private static Gen<string> Among(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);
}
