using System.Text.RegularExpressions;
using CsCheck;

namespace FedFilter.Policy.Tests;

public sealed class PathGlobTests
{
    [Theory]
    [InlineData("/inbox", "/inbox", true)]
    [InlineData("/inbox", "/inbox/", false)]
    [InlineData("/inbox", "/Inbox", false)]
    [InlineData("/**/inbox", "/inbox", true)]
    [InlineData("/**/inbox", "/users/alice/inbox", true)]
    [InlineData("/**/inbox", "/users/alice/inboxes", false)]
    [InlineData("/users/*/statuses/*", "/users/a/statuses/1", true)]
    [InlineData("/users/*/statuses/*", "/users/a/b/statuses/1", false)]
    [InlineData("/users/*/statuses/*", "/users/a/statuses/1/activity", false)]
    [InlineData("/fedfilter/**", "/fedfilter", true)]
    [InlineData("/fedfilter/**", "/fedfilter/", true)]
    [InlineData("/fedfilter/**", "/fedfilter/a/b", true)]
    [InlineData("/fedfilter/**", "/fedfilters", false)]
    [InlineData("/@*", "/@alice", true)]
    [InlineData("/a*b*c", "/axxbxxc", true)]
    [InlineData("/a*b*c", "/axxbxx", false)]
    [InlineData("/", "/", true)]
    public void a_pattern_matches_whole_paths(string glob, string path, bool expected) => Assert.Equal(expected, PathGlob.Parse(glob).Matches(path));

    [Theory]
    [InlineData("inbox")]
    [InlineData("")]
    [InlineData("/a**/b")]
    public void what_is_no_pattern_is_refused(string text) => Assert.False(PathGlob.TryParse(text, out _));

    [Theory]
    [InlineData("/**/a/**/a/**/a/**/a/**/b", "/a")]
    [InlineData("/a*a*a*a*a*b", "a")]
    public void no_path_takes_long_whatever_the_pattern(string glob, string repeated)
    {
        var path = "/" + string.Concat(Enumerable.Repeat(repeated, 4000));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.False(PathGlob.Parse(glob).Matches(path));

        // Not a measure of speed: returning to every earlier star would take years.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void it_agrees_with_the_same_pattern_as_a_regular_expression()
    {
        var words = OneOf("a", "b", "ab", "*", "a*", "*b", "**");
        var paths = OneOf("a", "b", "ab", "abb", "");
        Gen.Select(words.Array[1, 4], paths.Array[1, 5]).Sample((glob, path) =>
        {
            var text = "/" + string.Join('/', path);
            Assert.Equal(AsRegex(glob).IsMatch(text), PathGlob.Parse("/" + string.Join('/', glob)).Matches(text));
        });
    }

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private static Regex AsRegex(IEnumerable<string> segments) => new(
        "^" + string.Concat(segments.Select(segment => segment == "**" ? "(/[^/]*)*" : "/" + segment.Replace("*", "[^/]*", StringComparison.Ordinal))) + "$");
}
