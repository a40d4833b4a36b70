using System.Runtime.CompilerServices;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Compilation.Warnings;

namespace FedFilter.Policy.Tests;

/// <summary>What is allowed and probably not meant: each file in warnings/ with exactly the text beside it.</summary>
public sealed class WarningTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Files() => [.. Directory.EnumerateFiles(Folder(), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void a_file_gives_exactly_the_warnings_beside_it(string name)
    {
        var file = new PolicyFile(name, File.ReadAllText(Path.Combine(Folder(), name)));
        var compilation = PolicyCompiler.Compile([file]);
        Assert.Empty(compilation.Problems);

        Assert.Equal(
            File.ReadAllText(Path.Combine(Folder(), Path.ChangeExtension(name, ".txt"))).TrimEnd(),
            string.Join('\n', PolicyWarnings.Find([file], compilation.Set!, Now)));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("strict")]
    public void of_what_is_shipped_nothing_is_to_be_said(string set)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Folder(), "..", "..", "..", "policies", set), "*.yaml").Select(file => new PolicyFile(Path.GetFileName(file), File.ReadAllText(file))).ToList();

        Assert.Empty(PolicyWarnings.Find(files, PolicyCompiler.Compile(files).Set!, Now));
    }

    [Fact]
    public void twenty_thousand_peers_are_looked_through_in_reasonable_time()
    {
        var file = new PolicyFile("p.yaml", "peers:\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"  - {{ host: server-{i}.example }}\n")) + "mode: enforce\nrules: [{ name: rest, then: allow }]\n");
        var set = PolicyCompiler.Compile([file]).Set!;
        var clock = System.Diagnostics.Stopwatch.StartNew();

        Assert.Empty(PolicyWarnings.Find([file], set, Now));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60)); // growth with the square would take hours
    }

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "warnings");
}
