using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using FedFilter.Checkpoints;
using FedFilter.Policy.Activities;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints;

public sealed partial class ActivityReaderTests
{
    private const string Head = "\"id\":\"https://friend.example/1\",\"actor\":\"https://friend.example/users/bob\"";

    [Theory]
    [InlineData("\"Announce\"", "Announce")]
    [InlineData("\"as:Announce\"", "Announce")]
    [InlineData("\"https://www.w3.org/ns/activitystreams#Announce\"", "Announce")]
    [InlineData("\"http://www.w3.org/ns/activitystreams#Announce\"", "Announce")]
    [InlineData("\"\\u0041nnounce\"", "Announce")]
    [InlineData("[\"Activity\",\"as:Announce\"]", "Activity,Announce")]
    [InlineData("\"EmojiReact\"", "EmojiReact")]
    [InlineData("\"litepub:EmojiReact\"", "litepub:EmojiReact")]
    [InlineData("\"https://w3id.org/fep/044f#QuoteRequest\"", "https://w3id.org/fep/044f#QuoteRequest")]
    [InlineData("\"as:Resolve\"", "Resolve")]
    public void a_type_has_one_name_however_it_is_written(string written, string types)
    {
        var (activity, fault) = Read($$"""{"type":{{written}},{{Head}},"object":"https://friend.example/2"}""");

        Assert.Null(fault);
        Assert.Equal(types, string.Join(",", activity!.Types));
    }

    [Theory]
    [InlineData("\"announce\"")]
    [InlineData("\"ANNOUNCE\"")]
    [InlineData("\"as:announce\"")]
    [InlineData("\"AS:Announce\"")]
    [InlineData("\"HTTPS://www.w3.org/ns/activitystreams#Announce\"")]
    [InlineData("\"Announce \"")]
    [InlineData("\" Announce\"")]
    [InlineData("\"Announce\\u0000\"")]
    [InlineData("\"#Announce\"")]
    [InlineData("\"//www.w3.org/ns/activitystreams#Announce\"")]
    [InlineData("\"../ns/activitystreams#Announce\"")]
    [InlineData("\"@id\"")]
    [InlineData("\"\"")]
    [InlineData("\"as:\"")]
    [InlineData("[[\"Announce\"]]")]
    [InlineData("{\"id\":\"as:Announce\"}")]
    [InlineData("[\"Create\",{\"@value\":\"Announce\"}]")]
    [InlineData("7")]
    public void a_type_that_two_readers_could_take_for_different_ones_is_refused(string written) =>
        Assert.Equal(ActivityFault.TypeAmbiguous, Read($$"""{"type":{{written}},{{Head}}}""").Fault);

    [Theory]
    [InlineData("\"type\":\"Announce\",\"object\":\"https://blocked.example/1\"")]
    [InlineData("\"object\":\"https://blocked.example/1\",\"type\":\"Announce\"")]
    [InlineData("\"object\":[\"https://friend.example/1\",[\"https://blocked.example/1\"]],\"type\":[\"Like\",\"Announce\"]")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"id\":\"https://blocked.example/1\"}")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"type\":\"Note\",\"id\":\"https://blocked.example/1\"}")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"type\":\"Link\",\"href\":\"https://blocked.example/1\"}")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"type\":\"Link\",\"href\":\"https://blocked.example/1\",\"rel\":\"x\"}")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"id\":\"https://friend.example/c\",\"type\":\"Collection\",\"items\":[\"https://blocked.example/1\"]}")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"type\":\"OrderedCollection\",\"first\":{\"type\":\"OrderedCollectionPage\",\"orderedItems\":[{\"id\":\"https://blocked.example/1\",\"content\":\"x\"}]}}")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"id\":\"https://friend.example/2\",\"type\":\"Note\",\"content\":\"x\",\"attributedTo\":\"https://blocked.example/u\"}")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"type\":\"Create\",\"actor\":\"https://blocked.example/u\",\"object\":{\"type\":\"Note\",\"content\":\"x\"}}")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"type\":\"Announce\",\"actor\":\"https://friend.example/u\",\"object\":{\"type\":\"as:Announce\",\"object\":\"https://blocked.example/1\"}}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Announce\",\"object\":\"https://blocked.example/1\"}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"id\":\"https://blocked.example/1\",\"type\":\"Note\",\"content\":\"x\"}")]
    [InlineData("\"type\":\"Update\",\"object\":[{\"id\":\"https://friend.example/2\",\"content\":\"x\"},{\"id\":\"https://blocked.example/1\",\"content\":\"x\"}]")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"attributedTo\":[\"https://friend.example/u\",{\"type\":\"Person\",\"id\":\"https://blocked.example/u\"}]}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"quote\":{\"id\":\"https://blocked.example/1\",\"content\":\"y\"}}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"inReplyTo\":{\"id\":\"https://blocked.example/1\",\"content\":\"y\"}}")]
    [InlineData("\"type\":\"Add\",\"target\":\"https://friend.example/outbox\",\"object\":{\"type\":\"Create\",\"actor\":\"https://blocked.example/u\",\"object\":\"https://x.example/1\"}")]
    [InlineData("\"type\":\"Move\",\"target\":{\"id\":\"https://blocked.example/u\",\"type\":\"Person\",\"name\":\"x\"}")]
    [InlineData("\"type\":\"Offer\",\"origin\":[{\"id\":\"https://blocked.example/1\",\"type\":\"Note\",\"content\":\"x\"}]")]
    [InlineData("\"type\":\"QuoteRequest\",\"instrument\":{\"id\":\"https://blocked.example/1\",\"type\":\"Note\",\"content\":\"x\"}")]
    [InlineData("\"type\":[\"Undo\",\"Announce\"],\"object\":\"https://blocked.example/1\"")]
    [InlineData("\"type\":[\"Undo\",\"Create\"],\"object\":{\"type\":\"Announce\",\"object\":\"https://blocked.example/1\"}")]
    [InlineData("\"type\":\"Create\",\"attributedTo\":\"https://blocked.example/u\",\"object\":{\"type\":\"Note\",\"content\":\"x\"}")]
    [InlineData("\"type\":\"Announce\",\"object\":\"HTTPS://BLOCKED.example:443/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"http://blocked.example:80/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"https://blocked.example\"")]
    public void whose_it_brings_along_is_known(string members)
    {
        var (activity, fault) = Read($$"""{{{Head}},{{members}}}""");

        Assert.Null(fault);
        Assert.Contains("blocked.example", activity!.Brought);
    }

    [Theory]
    [InlineData("\"type\":\"Like\",\"object\":\"https://blocked.example/1\"")]
    [InlineData("\"type\":\"Like\",\"object\":{\"id\":\"https://blocked.example/1\",\"type\":\"Note\"}")]
    [InlineData("\"type\":\"Flag\",\"object\":[\"https://blocked.example/1\",\"https://blocked.example/2\"]")]
    [InlineData("\"type\":\"Undo\",\"object\":{\"id\":\"https://friend.example/2\",\"type\":\"Announce\",\"actor\":\"https://friend.example/users/bob\",\"object\":\"https://blocked.example/1\"}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"inReplyTo\":\"https://blocked.example/1\",\"quoteUrl\":\"https://blocked.example/1\"}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"tag\":[{\"type\":\"Mention\",\"href\":\"https://blocked.example/u\"}],\"attachment\":[{\"type\":\"Image\",\"url\":\"https://blocked.example/1.png\"}]}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Question\",\"content\":\"x\",\"oneOf\":[{\"type\":\"Note\",\"name\":\"a\",\"replies\":{\"type\":\"Collection\",\"items\":[{\"id\":\"https://blocked.example/1\",\"content\":\"x\"}]}}]}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"replies\":{\"type\":\"Collection\",\"items\":[\"https://blocked.example/1\"]}}")]
    [InlineData("\"type\":\"Create\",\"target\":{\"id\":\"https://blocked.example/c/1\",\"type\":\"Collection\",\"attributedTo\":\"https://blocked.example/u\"},\"object\":{\"type\":\"Note\",\"content\":\"x\"}")]
    [InlineData("\"type\":\"Announce\",\"object\":\"https://friend.example/2\",\"target\":\"https://blocked.example/c\"")]
    [InlineData("\"type\":\"Announce\",\"object\":{\"type\":\"Note\",\"content\":\"x\"}")]
    [InlineData("\"type\":\"Undo\",\"object\":{\"id\":\"#follow\",\"type\":\"Follow\",\"actor\":\"https://friend.example/users/bob\",\"object\":\"https://blocked.example/u\"}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"id\":null,\"type\":\"Note\",\"content\":\"x\",\"attributedTo\":null}")]
    public void what_it_only_points_at_and_what_is_part_of_a_post_concerns_nobody(string members)
    {
        var (activity, fault) = Read($$"""{{{Head}},{{members}}}""");

        Assert.Null(fault);
        Assert.DoesNotContain("blocked.example", activity!.Brought);
    }

    [Theory]
    [InlineData("\"type\":\"Announce\"")]
    [InlineData("\"type\":\"Announce\",\"object\":null")]
    [InlineData("\"type\":\"Announce\",\"object\":[]")]
    [InlineData("\"type\":\"Announce\",\"object\":[[],null]")]
    [InlineData("\"type\":\"Announce\",\"object\":7")]
    [InlineData("\"type\":\"Announce\",\"object\":[\"https://friend.example/2\",true]")]
    [InlineData("\"type\":\"Announce\",\"object\":{}")]
    [InlineData("\"type\":\"Announce\",\"object\":\"\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"/posts/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"//blocked.example/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"https:blocked.example/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"https:/blocked.example/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\" https://blocked.example/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"https://blocked.example\\\\@friend.example/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"https://bob@blocked.example/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"https://bl\\tocked.example/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"https://127.0.0.1/1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"b:1\"")]
    [InlineData("\"type\":\"Announce\",\"object\":\"acct:bob@blocked.example\"")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"attributedTo\":\"bob\"}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"attributedTo\":{\"name\":\"Bob\"}}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"content\":\"x\",\"attributedTo\":[7]}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"id\":\"b:1\",\"type\":\"Note\",\"content\":\"x\"}")]
    [InlineData("\"type\":\"Create\",\"object\":{\"id\":[\"https://blocked.example/1\"],\"type\":\"Note\",\"content\":\"x\"}")]
    public void what_is_nobodys_is_refused(string members) =>
        Assert.Equal(ActivityFault.Unattributable, Read($$"""{{{Head}},{{members}}}""").Fault);

    [Fact]
    public void things_of_64_hosts_may_be_announced_at_once_and_no_more()
    {
        string Announce(int hosts) => $$"""{{{Head}},"type":"Announce","object":[{{string.Join(",", Enumerable.Range(0, hosts).Select(host => $"\"https://h{host}.example/1\""))}}]}""";

        Assert.Equal(BroughtHosts.Most, Read(Announce(BroughtHosts.Most)).Activity!.Brought.Count);
        Assert.Equal(ActivityFault.TooManyHosts, Read(Announce(BroughtHosts.Most + 1)).Fault);
    }

    [Fact]
    public void each_member_that_a_rule_may_look_at_stands_once_in_every_object()
    {
        foreach (var member in Vocabulary.Members.Keys)
            Assert.Equal(ActivityFault.DuplicateKey, Read($$"""{{{Head}},"type":"Create","x":[{"{{member}}":null,"y":{},"{{member}}":null}]}""").Fault);
    }

    [Fact]
    public void rules_look_at_no_member_that_is_not_on_the_list()
    {
        var source = string.Concat(Directory.EnumerateFiles(Repository.Find("src", "FedFilter.Policy", "Activities"), "*.cs").Select(File.ReadAllText));

        var read = MemberRead().Matches(source).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Contains("content", read);
        Assert.Contains("type", read);
        Assert.Empty(read.Except(Vocabulary.Members.Keys));
    }

    [Theory]
    [InlineData("\"as:content\":\"x\"")]
    [InlineData("\"https://www.w3.org/ns/activitystreams#attributedTo\":\"https://blocked.example/u\"")]
    [InlineData("\"http://www.w3.org/ns/activitystreams#tag\":[]")]
    [InlineData("\"tag\":[{\"@type\":\"Hashtag\",\"name\":\"#x\"}]")]
    [InlineData("\"oneOf\":{\"as:name\":\"x\"}")]
    [InlineData("\"attributedTo\":{\"@id\":\"https://blocked.example/u\"}")]
    public void a_name_that_is_decided_by_has_one_spelling(string member) =>
        Assert.Equal(ActivityFault.AliasKey, Read($$"""{{{Head}},"type":"Create","object":{"type":"Note",{{member}} } }""").Fault);

    [Fact]
    public void text_that_is_no_utf8_is_refused_wherever_it_stands()
    {
        byte[] overlong = [0xC0, 0xAE];
        byte[] surrogate = [0xED, 0xA0, 0x80];
        byte[] bare = [0xFF];
        foreach (var octets in (byte[][])[overlong, surrogate, bare])
            Assert.Equal(ActivityFault.Malformed, ActivityReader.Read([.. Encoding.UTF8.GetBytes($$"""{{{Head}},"type":"Create","x":{"y":"""), (byte)'"', .. octets, .. "\"}}"u8]).Fault);
    }

    [Fact]
    public void whatever_stands_where_it_is_decided_by_is_read_without_throwing()
    {
        var words = Among(
            "id", "type", "actor", "object", "attributedTo", "@context", "target", "items", "first", "href", "tag", "quote", "Announce", "Undo", "Collection",
            "https://friend.example/1", "https://blocked.example/1", "as:Announce", "urn:x", "", "\\ud800", "@id", "x:y");
        var json = Gen.Recursive<string>((depth, inner) => depth > 4
            ? words.Select(word => $"\"{word}\"")
            : Gen.OneOf(
                words.Select(word => $"\"{word}\""), Among("null", "7", "true", "{}", "[]"),
                inner.Array[0, 3].Select(items => $"[{string.Join(",", items)}]"),
                Gen.Select(words, inner).Array[0, 4].Select(members => $"{{{string.Join(",", members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}")));
        Gen.Select(words, json).Array[0, 5].Sample(members =>
        {
            var (activity, fault) = Read($"{{{Head}{string.Concat(members.Select(member => $",\"{member.Item1}\":{member.Item2}"))}}}");
            Assert.NotEqual(activity is null, fault is null);
        });
    }

    private static (Activity? Activity, ActivityFault? Fault) Read(string json) => ActivityReader.Read(Encoding.UTF8.GetBytes(json));

    [GeneratedRegex("""(?:Items|Member|Strings|References|Addressed)\((?:[^"()]|\([^"]*"[^"]*"\))*, "(\w+)"\)""")]
    private static partial Regex MemberRead();

    private static Gen<string> Among(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);
}
