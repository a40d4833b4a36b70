using System.Net;
using System.Text;
using System.Text.Json;
using FedFilter.Checkpoints;
using FedFilter.Configuration;
using FedFilter.Contexts;
using FedFilter.Network;
using FedFilter.Peers;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints;

/// <summary>
/// One activity of each kind as each software sends it, read as an origin reads that takes plain JSON, and as one that takes JSON-LD. The files in `samples`
/// were adapted from test data of the projects that they name: hosts, names and texts are others, what a reader looks at is as it was. Where a source begins
/// with "made after", the activity was put together by hand: around an object of the project's test data, or as its documentation or code has it.
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

    private static readonly string[] Software = ["akkoma", "bridgy-fed", "friendica", "lemmy", "mastodon", "misskey", "mobilizon", "peertube", "pixelfed", "wordpress"];

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
    public async Task what_servers_send_is_read_and_concerns_whom_it_should(string software, string kind)
    {
        var sample = Samples(Path.Combine(Folder, software + ".json")).EnumerateArray().First(one => one.GetProperty("kind").ValueEquals(kind));

        var (activity, fault) = ActivityReader.Read(Encoding.UTF8.GetBytes(sample.GetProperty("activity").GetRawText()));

        Assert.Null(fault);
        var signer = PeerIri.Parse(activity!.Actor)!.Host;
        Assert.Equal($"{software}.example", signer);
        var hosts = ConcernedHosts.Of(activity, signer, new HashSet<string> { "social.example" });
        Assert.Null(hosts.Forwarded);
        Assert.Equal(Texts(sample, "concerns").Order(StringComparer.Ordinal), hosts.Others.Order(StringComparer.Ordinal));
        Assert.All(activity.Contexts, address => Assert.Equal($"https://{signer}/schemas/litepub-0.1.jsonld", address));

        using var web = new HttpClient(new LitePubServer());
        using var documents = new ContextDocuments(new ResourceClient(web, new NetworkOptions(), TimeProvider.System), new NetworkOptions(), TimeProvider.System);
        foreach (var reads in Enum.GetValues<OriginReads>())
            Assert.Null(await new ContextCheck(documents).CheckAsync(activity, reads, IPAddress.Parse("192.0.2.1"), "social.example", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void every_software_that_must_pass_has_a_sample_and_lemmy_an_announce_of_a_create()
    {
        Assert.Superset(Software.ToHashSet(), Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet());
        Assert.Contains(Samples(Path.Combine(Folder, "lemmy.json")).EnumerateArray(), sample =>
            sample.GetProperty("activity").GetProperty("type").ValueEquals("Announce")
            && sample.GetProperty("activity").GetProperty("object").GetProperty("type").ValueEquals("Create"));
    }

    /// <summary>Serves the copy that a server of Pleroma's family names, and nothing else.</summary>
    private sealed class LitePubServer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(request.RequestUri!.AbsolutePath == "/schemas/litepub-0.1.jsonld"
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(LitePub, Encoding.UTF8, "application/ld+json") }
                : new HttpResponseMessage(HttpStatusCode.NotFound));
    }

    private static string Folder => Repository.Find("tests", "FedFilter.Tests", "Checkpoints", "samples");

    private static JsonElement Samples(string file) => JsonElement.Parse(File.ReadAllText(file));

    private static IEnumerable<string> Texts(JsonElement sample, string name) =>
        sample.TryGetProperty(name, out var texts) ? texts.EnumerateArray().Select(text => text.GetString()!) : [];
}
