using System.Text.Json;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Commands;

/// <summary><c>policy test</c>, as an admin runs it.</summary>
public sealed class PolicyTestCommandTests : IDisposable
{
    private const string Policy = """
        mode: enforce
        rules:
          - { name: deletions, when: { delivery: [Delete] }, then: allow }
          - { name: blocked, when: { peer: bad.example }, then: refuse, because: blocked }
          - { name: others, then: allow }
        tests:
          - { name: a deletion passes, given: { peer: bad.example, delivery: Delete }, expect: { then: allow, rule: deletions } }
          - { name: a stranger is refused, given: { peer: stranger.example, delivery: Create }, expect: { then: refuse, because: blocked } }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    public PolicyTestCommandTests() => File.WriteAllText(Path.Combine(_folder, "rules.yaml"), Policy);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task a_failed_test_is_1_and_says_where_it_stands_what_was_expected_and_what_was_found()
    {
        var (code, output, _) = await BuiltProgram.RunAsync(_folder, "policy", "test", ".");

        Assert.Equal(1, code);
        Assert.Contains("ok    a deletion passes", output);
        Assert.Contains("FAIL  a stranger is refused", output);
        Assert.Contains("at        rules.yaml:8:", output);
        Assert.Contains("expected  refuse, blocked", output);
        Assert.Contains("found     allow, rule: others", output);
        Assert.Contains("1 passed, 1 failed", output);
    }

    [Theory]
    [InlineData(66, 0)]
    [InlineData(67, 1)]
    [InlineData(100, 1)]
    public async Task coverage_below_what_is_required_is_1_and_names_the_rules_that_no_test_reaches(int required, int expected)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "rules.yaml"), Policy.Replace("then: refuse, because: blocked } }", "then: allow } }", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (code, output, _) = await BuiltProgram.RunAsync(_folder, "policy", "test", ".", "--require-coverage", $"{required}");

        Assert.Equal(expected, code);
        Assert.Contains("coverage: 66 % (2 of 3 rules)", output);
        Assert.Contains("not reached: blocked", output);
    }

    [Fact]
    public async Task the_same_comes_as_json()
    {
        var (code, output, _) = await BuiltProgram.RunAsync(_folder, "policy", "test", ".", "--json");

        var report = JsonElement.Parse(output);
        Assert.Equal(1, code);
        Assert.Equal((1, 1), (report.GetProperty("passed").GetInt32(), report.GetProperty("failed").GetInt32()));
        Assert.Equal("others", report.GetProperty("tests")[1].GetProperty("found").GetProperty("rule").GetString());
        Assert.Equal("blocked", report.GetProperty("coverage").GetProperty("notReached")[0].GetString());
    }

    [Fact]
    public async Task what_is_shipped_passes_its_own_tests_and_reaches_every_rule()
    {
        foreach (var set in (string[])["default", "strict"])
            Assert.Equal(0, (await BuiltProgram.RunAsync(_folder, "policy", "test", Repository.Find("policies", set), "--require-coverage", "100")).Code);
    }

    [Theory]
    [InlineData("--require-coverage", "101")]
    [InlineData("--require-coverage", "-1")]
    [InlineData("--require-coverage", "all")]
    public async Task a_share_that_is_none_is_2(params string[] options) => Assert.Equal(2, (await BuiltProgram.RunAsync(_folder, ["policy", "test", ".", .. options])).Code);
}
