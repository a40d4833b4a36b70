using FedFilter.Contexts;
using FedFilter.Tests.Interop;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Contexts;

public sealed class KnownContextsTests
{
    private static readonly string Folder = Repository.Find("tests", "interop", "node_modules", "@fedify", "vocab-runtime", "src", "contexts");

    // They take words away from a reader of JSON-LD: a known one is taken none the less, since it cannot give one another name.
    private static readonly string[] Others = ["identity-v1", "schemaorg"];

    [Fact]
    public void the_contexts_that_fedify_ships_leave_the_words_what_they_are_and_name_known_ones_only()
    {
        NodeScript.SkipIfMissing();
        var texts = Directory.EnumerateFiles(Folder, "*.json").ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => ContextText.Read(File.ReadAllBytes(file))!);

        Assert.True(texts.Count >= 16);
        Assert.Equal(Others, texts.Where(text => !text.Value.Keeps).Select(text => text.Key).Order(StringComparer.Ordinal));
        Assert.All(texts.Values, text => Assert.Empty(text.Named));
    }

    [Fact]
    public void a_copy_is_known_by_its_text_to_the_last_byte()
    {
        NodeScript.SkipIfMissing();
        var lemmy = File.ReadAllBytes(Path.Combine(Folder, "join-lemmy.json"));

        Assert.True(KnownContexts.IncludeText(lemmy));
        Assert.False(KnownContexts.IncludeText([.. lemmy, (byte)'\n']));
    }

    [Theory]
    [InlineData("https://www.w3.org/ns/activitystreams", true)]
    [InlineData("http://joinmastodon.org/ns#", true)]
    [InlineData("https://www.w3.org/ns/activitystreams/", false)]
    [InlineData("https://join-lemmy.org/context.json?1", false)]
    [InlineData("https://peer.example/schemas/litepub-0.1.jsonld", false)]
    [InlineData("ftp://schema.org", false)]
    [InlineData("schema.org", false)]
    public void an_address_is_known_as_it_is_written(string address, bool isKnown) => Assert.Equal(isKnown, KnownContexts.Include(address));
}
