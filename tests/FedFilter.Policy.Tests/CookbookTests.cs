using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Compilation.Warnings;
using FedFilter.Policy.Lists;

namespace FedFilter.Policy.Tests;

/// <summary>Each recipe of docs/policy-cookbook.md is a test; adding a recipe adds one.</summary>
public sealed partial class CookbookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Recipes() => [.. Sections().Keys];

    [Theory, MemberData(nameof(Recipes))]
    public void a_recipe_compiles_and_its_tests_pass_reach_every_rule_and_show_both_sides(string recipe)
    {
        var (set, problems) = Compile(Sections()[recipe]);
        Assert.Empty(problems);

        var results = set!.RunTests(Now);
        Assert.All(results, result => Assert.True(
            result.Passed, $"{recipe}: {result.Test.Name}: found {result.Found.Outcome} by `{result.Found.Rule}` because {result.Found.Reason}"));
        Assert.All(set.RuleNames, rule => Assert.Contains(results, result => result.Found.Rule == rule || result.Found.Shadows.Any(shadow => shadow.Rule == rule)));
        Assert.Contains(results, result => result.Found.Outcome is Outcome.Allow);
        Assert.Contains(results, result => result.Found.Outcome is Outcome.Refuse or Outcome.Hold);
    }

    /// <summary>Many recipes are used as they are: none may enforce unasked, or close a server's posts to everybody.</summary>
    [Theory, MemberData(nameof(Recipes))]
    public void a_recipe_used_as_it_is_observes_and_lets_committed_servers_read(string recipe)
    {
        var (set, _) = Compile(Sections()[recipe]);
        var warnings = PolicyWarnings.Find([new PolicyFile("rules.yaml", Yaml().Match(Sections()[recipe]).Groups[1].Value)], set!, Now);

        Assert.Equal(PolicyMode.Observe, set!.Mode);
        Assert.Equal(recipe == "Close the door for a while", warnings.Any(warning => warning.Text.StartsWith("no rule lets any fetch pass", StringComparison.Ordinal)));
    }

    [Fact]
    public void no_block_of_the_page_is_left_out() =>
        Assert.Equal(Yaml().Count(Page()), Sections().Count);

    /// <summary>As rules.yaml beside the shipped terms, with the lists that the recipe shows.</summary>
    private static PolicyCompilation Compile(string section)
    {
        var shown = Beside().Matches(section).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        return PolicyCompiler.Compile(
            [new PolicyFile("rules.yaml", Assert.Single(Yaml().Matches(section)).Groups[1].Value), new PolicyFile("terms.yaml", Read("policies", "default", "terms.yaml"))],
            list => shown.TryGetValue(list.Source, out var text) ? new ListText.Found(text) : new ListText.Missing("the recipe does not show it"));
    }

    /// <summary>The recipes by their headings.</summary>
    private static Dictionary<string, string> Sections() =>
        Regex.Split(Page(), "^### ", RegexOptions.Multiline)[1..].ToDictionary(section => section.Split('\n')[0], section => section);

    private static string Page() => Read("docs", "policy-cookbook.md");

    private static string Read(params ReadOnlySpan<string> path) => File.ReadAllText(Path.Combine([Path.GetDirectoryName(Here())!, "..", "..", .. path]));

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Yaml();

    [GeneratedRegex("^`([^`]+)`[^\n]*:\n\n```(?:csv|text)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Beside();
}
