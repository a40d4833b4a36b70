using System.Text;
using System.Text.Json;
using FedFilter.Checkpoints;
using FedFilter.Contexts;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints;

/// <summary>
/// One activity of each kind as each software sends it. The files in `samples` were made from test data of the projects that they name: hosts, names and
/// texts are others, what a reader looks at is as it was.
/// </summary>
public sealed class ActivitySamplesTests
{
    // Pleroma and Akkoma name their own copy; what it defines is what they wrote into it.
    private const string LitePub = """
        { "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1", "https://purl.archive.org/socialweb/webfinger", {
          "as": "https://www.w3.org/ns/activitystreams#", "ostatus": "http://ostatus.org#", "schema": "http://schema.org#", "toot": "http://joinmastodon.org/ns#",
          "litepub": "http://litepub.social/ns#", "Hashtag": "as:Hashtag", "sensitive": "as:sensitive", "quoteUrl": "as:quoteUrl", "Emoji": "toot:Emoji",
          "ChatMessage": "litepub:ChatMessage", "EmojiReact": "litepub:EmojiReact", "conversation": { "@id": "ostatus:conversation", "@type": "@id" },
          "contentMap": { "@id": "as:content", "@container": "@language" }, "PropertyValue": "schema:PropertyValue", "value": "schema:value" }] }
        """;

    public static TheoryData<string, string> Kinds()
    {
        var kinds = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
            foreach (var sample in Samples(file).EnumerateArray())
                kinds.Add(Path.GetFileNameWithoutExtension(file), sample.GetProperty("kind").GetString()!);
        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void what_servers_send_is_read_and_concerns_whom_it_should(string software, string kind)
    {
        var sample = Samples(Path.Combine(Folder, software + ".json")).EnumerateArray().First(one => one.GetProperty("kind").ValueEquals(kind));

        var (activity, fault) = ActivityReader.Read(Encoding.UTF8.GetBytes(sample.GetProperty("activity").GetRawText()));

        Assert.Null(fault);
        var signer = IdHost.Of(activity!.Actor)!;
        Assert.Equal($"{software}.example", signer);
        var hosts = ConcernedHosts.Of(activity, signer, new HashSet<string> { "social.example" });
        Assert.Null(hosts.Forwarded);
        Assert.Equal(Texts(sample, "concerns").Order(StringComparer.Ordinal), hosts.Others.Order(StringComparer.Ordinal));
        Assert.All(activity.Contexts, address => Assert.Equal($"https://{signer}/schemas/litepub-0.1.jsonld", address));
    }

    [Fact]
    public void a_servers_own_copy_of_litepub_leaves_the_words_what_they_are()
    {
        var text = ContextText.Read(Encoding.UTF8.GetBytes(LitePub));

        Assert.True(text!.Keeps);
        Assert.Empty(text.Named);
    }

    private static string Folder => Repository.Find("tests", "FedFilter.Tests", "Checkpoints", "samples");

    private static JsonElement Samples(string file) => JsonElement.Parse(File.ReadAllText(file));

    private static IEnumerable<string> Texts(JsonElement sample, string name) =>
        sample.TryGetProperty(name, out var texts) ? texts.EnumerateArray().Select(text => text.GetString()!) : [];
}
