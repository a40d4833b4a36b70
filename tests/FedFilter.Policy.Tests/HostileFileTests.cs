using FedFilter.Policy.Compilation;

namespace FedFilter.Policy.Tests;

/// <summary>What is wrong a hundred thousand times, or made to grow, ends soon and leaves nothing half-loaded.</summary>
public sealed class HostileFileTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1); // on a busy machine

    [Fact]
    public async Task a_list_of_problems_stops_at_fifty_and_says_how_many_more_there_are()
    {
        var (set, problems) = await CompileAsync("rules:\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"  - {{ nmae: r{i} }}\n")) + "mode: enforce\n");

        Assert.Null(set);
        Assert.Equal(51, problems.Count);
        Assert.Equal("p.yaml:2:5: `name:` is missing", problems[0].ToString());
        Assert.Matches("^p.yaml:[0-9]+:[0-9]+: and 299950 more from here on; mend those above first$", problems[^1].ToString());
    }

    [Theory]
    [InlineData("peers:\n", "  - { host: x, attests: [no-such-term], colour: red }\n")]
    [InlineData("peers: [", "*a, ")]
    [InlineData("", "unknown_key: 1\n")]
    [InlineData("lists:\n", "  a: { format: plian }\n")]
    [InlineData("tests:\n", "  - { name: a, given: { peer: x, delivery: Crate }, expect: { then: alow, rule: nobody } }\n")]
    [InlineData("", "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n")]
    [InlineData("rules: ", "[")]
    [InlineData("rules: ", "{a: ")]
    [InlineData("rules: ", "\"")]
    [InlineData("rules: ", "? ")]
    [InlineData("rules:\n", "\t%@`\n")]
    public async Task a_hundred_thousand_bad_lines_are_problems(string head, string line)
    {
        var (set, problems) = await CompileAsync(head + string.Concat(Enumerable.Repeat(line, 100_000)));

        Assert.Null(set);
        Assert.InRange(problems.Count, 1, 51);
    }

    [Fact]
    public async Task aliases_that_expand_to_billions_are_refused_where_they_stand()
    {
        var bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + string.Concat("bcdefghi".Select(c => $"{c}: &{c} [{string.Join(", ", Enumerable.Repeat("*" + (char)(c - 1), 9))}]\n"));

        var (set, problems) = await CompileAsync(bomb);

        Assert.Null(set);
        Assert.Contains(problems, problem => problem.ToString() == "p.yaml:2:8: aliases (*name) are not taken: write the value out");
    }

    [Theory]
    [InlineData("a: &a [*a]")]
    [InlineData("&a { <<: *a }")]
    [InlineData("rules: &a\n  - *a\n")]
    public async Task a_value_that_holds_itself_is_refused(string text)
    {
        var (set, problems) = await CompileAsync(text);

        Assert.Null(set);
        Assert.Contains(problems, problem => problem.Text.StartsWith("aliases", StringComparison.Ordinal));
    }

    [Fact]
    public async Task deep_nesting_ends_at_its_place()
    {
        var (set, problems) = await CompileAsync(string.Concat(Enumerable.Range(0, 2_000).Select(i => new string(' ', i) + "a:\n")));

        Assert.Null(set);
        Assert.Contains("nested deeper than 32 levels", Assert.Single(problems, problem => problem.Text.Contains("nested", StringComparison.Ordinal)).Text);
    }

    [Theory]
    [InlineData("terms")]
    [InlineData("lists")]
    public async Task a_hundred_thousand_names_in_one_section_take_no_time_of_their_square(string section)
    {
        var text = $"{section}:\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"  n{i}: {{}}\n")) + string.Concat(Enumerable.Range(0, 100_000).Select(_ => "  n99999: {}\n"));

        var (set, problems) = await CompileAsync(text);

        Assert.Null(set);
        Assert.Equal(51, problems.Count);
    }

    [Fact]
    public void what_may_stand_in_a_file_that_cannot_be_read_is_not_called_missing()
    {
        PolicyFile[] files =
        [
            new("peers.yaml", "peers: [{ host: a.example, attests: [t] }]"),
            new("rules.yaml", "mode: enforce\nrules: [{ name: all, when: { committed: [t], listed: l, standing: { t: stale } }, then: allow }]"),
            new("terms.yaml", "terms: { t: ["),
        ];

        Assert.StartsWith("terms.yaml:2:1: this is not YAML", Assert.Single(PolicyCompiler.Compile(files).Problems).ToString());
        Assert.Equal(4, PolicyCompiler.Compile(files[..2]).Problems.Count);
    }

    [Fact]
    public void rules_that_stand_in_a_second_file_are_not_called_missing_where_a_test_names_them()
    {
        PolicyFile[] files =
        [
            new("a.yaml", "mode: enforce\nrules: [{ name: all, then: allow }]"),
            new("b.yaml", "rules: [{ name: mine, then: allow }]\ntests: [{ name: x, given: { peer: a.example, fetch: / }, expect: { then: allow, rule: mine } }]"),
        ];

        Assert.StartsWith("b.yaml:1:1: `rules` stands in a.yaml already", Assert.Single(PolicyCompiler.Compile(files).Problems).ToString());
    }

    /// <summary>On a thread that can be left behind, so that a hang is a failed test.</summary>
    private static Task<PolicyCompilation> CompileAsync(string text) =>
        Task.Run(() => PolicyCompiler.Compile([new PolicyFile("p.yaml", text)])).WaitAsync(Soon, TestContext.Current.CancellationToken);
}
