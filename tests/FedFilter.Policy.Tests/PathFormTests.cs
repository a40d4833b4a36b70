using CsCheck;

namespace FedFilter.Policy.Tests;

public sealed class PathFormTests
{
    [Theory]
    [InlineData("/users/alice", "/users/alice")]
    [InlineData("/%40alice", "/@alice")]
    [InlineData("/caf%c3%a9", "/caf%C3%A9")]
    [InlineData("/café", "/caf%C3%A9")]
    [InlineData("/a b{c}", "/a%20b%7Bc%7D")]
    [InlineData("/100%", "/100%25")]
    [InlineData("/a%2fb", "/a%2Fb")]
    [InlineData("/a%3Fb", "/a%3Fb")]
    public void the_canonical_form_has_one_spelling_for_each_character(string path, string canonical) => Assert.Equal(canonical, PathForm.Canonical(path));

    [Theory]
    [InlineData("/users/alice/inbox", "/users/alice/inbox")]
    [InlineData("/Users/Alice/INBOX/", "/users/alice/inbox")]
    [InlineData("/index.php/wp-json/activitypub/1.0/inbox", "/wp-json/activitypub/1.0/inbox")]
    [InlineData("/users/a/followers.json", "/users/a/followers")]
    [InlineData("/users/a/followers%3Fx", "/users/a/followers")]
    [InlineData("/inbox%20", "/inbox")]
    [InlineData("/inbox.", "/inbox")]
    [InlineData("/%EF%BD%89nbox", "/inbox")]
    [InlineData("/u%C5%BFers", "/users")]
    [InlineData("/", "/")]
    [InlineData("/index.php", "/")]
    public void the_folded_form_is_what_the_most_lenient_server_reads(string path, string folded) => Assert.Equal(folded, PathForm.Foldings(path)[0]);

    [Fact]
    public void what_a_server_may_cut_off_is_also_kept() => Assert.Equal(["/a", "/a#b/inbox"], PathForm.Foldings("/A%23b/inbox.json"));

    [Fact]
    public void any_text_has_both_forms() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["ab/%25cC3aA9.;?#& \\\u00e9\ud800"], 0, 30]).Sample(text =>
        {
            var canonical = PathForm.Canonical("/" + text);
            Assert.Equal(canonical, PathForm.Canonical(canonical));
            Assert.All(PathForm.Foldings("/" + text), folded => Assert.StartsWith("/", folded));
        });

    private static readonly string[] PatternSegments = ["users", "Users", "*", "@Alice", "followers.json", "**", "%40bob"];
    private static readonly string[] PathSegments = ["users", "Users", "x", "@Alice", "followers.json", "INBOX", "@bob"];

    [Fact]
    public void a_pattern_of_whole_segments_matches_in_the_folded_form_what_it_matches_in_the_canonical_one()
    {
        var segments = Gen.Int[0, 6].Select(index => PatternSegments[index]);
        var paths = Gen.Int[0, 6].Select(index => PathSegments[index]);
        Gen.Select(segments.Array[1, 3], paths.Array[1, 3]).Sample((pattern, path) =>
        {
            var (glob, text) = (PathGlob.Parse("/" + string.Join('/', pattern)), "/" + string.Join('/', path));
            if (glob.Canonical().Matches(text))
                Assert.True(glob.Foldings().Any(folded => folded.Matches(PathForm.Foldings(text)[0])), $"{glob} {text}");
        });
    }
}
