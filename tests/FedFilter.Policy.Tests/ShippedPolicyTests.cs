using System.Runtime.CompilerServices;
using FedFilter.Policy.Compilation;

namespace FedFilter.Policy.Tests;

public sealed class ShippedPolicyTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("strict")]
    public void a_shipped_set_compiles_enforces_and_passes_its_tests_which_reach_every_rule(string folder)
    {
        var (set, problems) = PolicyCompiler.Compile([.. Directory.EnumerateFiles(Path.Combine(Policies(), folder), "*.yaml").Select(file => new PolicyFile(Path.GetFileName(file), File.ReadAllText(file)))]);
        Assert.Empty(problems);

        var results = set!.RunTests(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(PolicyMode.Enforce, set.Mode);
        Assert.All(results, result => Assert.True(result.Passed, result.Test.Name));
        Assert.Equal(set.RuleNames, results.Select(result => result.Found.Rule).Distinct().OrderBy(rule => set.RuleNames.ToList().IndexOf(rule!)));
    }

    private static string Policies([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "policies");
}
