using CsCheck;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Tests;

public sealed class YamlReaderTests
{
    [Fact]
    public void values_know_where_they_stand()
    {
        var problems = new List<Problem>();
        var root = Assert.IsType<YamlMap>(YamlReader.Read("a.yaml", "x: 1\ny:\n  - two\n", problems));

        var list = Assert.IsType<YamlList>(root.Entries[1].Value);
        Assert.Equal("a.yaml:3:5", list.Items[0].Place.ToString());
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("no")]
    [InlineData("off")]
    [InlineData("0o7")]
    [InlineData("1_000")]
    public void a_word_stays_the_word_that_was_written(string word)
    {
        var fields = new YamlFields((YamlMap)YamlReader.Read("a.yaml", $"value: {word}", [])!, []);

        Assert.Equal(word, fields.Text("value"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("~")]
    public void an_empty_file_is_an_empty_map(string text) => Assert.Empty(Assert.IsType<YamlMap>(YamlReader.Read("a.yaml", text, [])).Entries);

    [Theory]
    [InlineData("a: &x 1", "anchors")]
    [InlineData("a: [1, *x]", "aliases")]
    [InlineData("a: !!int 1", "tags")]
    [InlineData("a: 1\n---\nb: 2", "one document")]
    [InlineData("a: 1\na: 2", "twice, first at a.yaml:1:1")]
    [InlineData("? [a]\n: 1", "plain word")]
    [InlineData("a: [1", "not YAML")]
    public void what_would_mean_something_else_than_it_shows_is_refused(string text, string says)
    {
        var problems = new List<Problem>();

        YamlReader.Read("a.yaml", text, problems);

        Assert.Contains(problems, problem => problem.Text.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void nesting_has_an_end()
    {
        var problems = new List<Problem>();

        YamlReader.Read("a.yaml", new string('[', 5000), problems);

        Assert.Contains("nested deeper", Assert.Single(problems).Text);
    }

    [Fact]
    public void any_text_is_read_without_throwing() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["ab:-[]{}#&*!|>'\"\n\t %@`?,~"], 0, 40]).Sample(text =>
        {
            var problems = new List<Problem>();
            Assert.True(YamlReader.Read("a.yaml", text, problems) is not null || problems.Count > 0);
        });

    [Fact]
    public void any_policy_made_of_likely_pieces_compiles_or_gives_problems()
    {
        string[] pieces = ["rules:", "peers:", "terms:", "tests:", "mode:", "\n", "  ", "- ", "{", "}", "[", "]", ", ", "name: a", "then: allow", "when: ", "peer: ", "host: ", "given: ", "expect: ", "x", "~", "''", "fetch: ", "standing: ", "commits: ", "review-every: 9h"];
        Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]).Array[0, 25].Sample(
            parts =>
            {
                var (set, problems) = PolicyCompiler.Compile([new PolicyFile("p.yaml", string.Concat(parts))]);
                Assert.NotEqual(set is null, problems.Count == 0);
            },
            iter: 5_000);
    }

    [Fact]
    public void found_text_is_shown_short_and_without_characters_that_steer_a_terminal() =>
        Assert.Equal("?[2J??" + new string('x', 54) + "…", Quote.Of("\u001b[2J\u202e\u2028" + new string('x', 100)));

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("7d", 604800)]
    public void a_time_span_has_one_unit(string text, int seconds) => Assert.Equal(seconds, YamlScalars.Duration(text)!.Value.TotalSeconds);

    [Theory]
    [InlineData("1MiB", 1048576)]
    [InlineData("64KiB", 65536)]
    [InlineData("4096", 4096)]
    public void a_size_is_in_octets(string text, long octets) => Assert.Equal(octets, YamlScalars.Size(text));

    [Theory]
    [InlineData("5")]
    [InlineData("5 m")]
    [InlineData("-5m")]
    [InlineData("5w")]
    [InlineData("99999999999999999999d")]
    [InlineData("999999999h")]
    public void anything_else_is_no_time_span(string text) => Assert.Null(YamlScalars.Duration(text));

    [Theory]
    [InlineData("1MB")]
    [InlineData("-1")]
    [InlineData("99999999999999GiB")]
    public void anything_else_is_no_size(string text) => Assert.Null(YamlScalars.Size(text));
}
