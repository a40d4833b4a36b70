using System.Runtime.CompilerServices;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Lists;

namespace FedFilter.Policy.Tests;

/// <summary>Each file in good/, bad/ and cases/ is a test; adding a file adds one.</summary>
public sealed class FolderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Good() => Files("good", "*.yaml");

    public static TheoryData<string> Bad() => Files("bad", "*.yaml");

    public static TheoryData<string> Cases() => Files("cases", "*.yaml");

    [Theory, MemberData(nameof(Good))]
    public void a_good_file_compiles(string file) => Assert.Empty(Compile(file).Problems);

    [Theory, MemberData(nameof(Bad))]
    public void a_bad_file_gives_exactly_the_problems_beside_it(string file)
    {
        var compilation = Compile(file);

        Assert.Null(compilation.Set);
        Assert.Equal(File.ReadAllText(Path.ChangeExtension(Full(file), ".txt")).TrimEnd(), string.Join('\n', compilation.Problems));
    }

    [Theory, MemberData(nameof(Cases))]
    public void a_case_file_passes_its_own_tests(string file)
    {
        var set = Compile(file).Set;

        Assert.NotNull(set);
        Assert.NotEmpty(set.Tests);
        Assert.All(set.RunTests(Now), result => Assert.True(
            result.Passed, $"{file}: {result.Test.Name}: expected {result.Test.Expected}, found {result.Found.Outcome} by `{result.Found.Rule}` because {result.Found.Reason}"));
    }

    /// <summary>The file by itself, with the JSON files of its folder, which it may name.</summary>
    private static PolicyCompilation Compile(string file)
    {
        var folder = Path.GetDirectoryName(Full(file))!;
        var beside = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories);
        return PolicyCompiler.Compile([.. beside.Prepend(Full(file)).Select(path => new PolicyFile(Path.GetRelativePath(folder, path), File.ReadAllText(path)))], list => Beside(file, list));
    }

    /// <summary>Lists stand beside the file that names them; one with a URL was never read.</summary>
    private static ListText Beside(string file, ListDeclaration list)
    {
        if (list.File is null)
            return new ListText.NotYet("it was not read yet");
        var path = Path.Combine(Path.GetDirectoryName(Full(file))!, list.File);
        return File.Exists(path) ? new ListText.Found(File.ReadAllText(path)) : new ListText.Missing("there is no such file in the policy folder");
    }

    private static TheoryData<string> Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Full(folder), pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Here(), file)).Order(StringComparer.Ordinal)];

    private static string Full(string file) => Path.Combine(Here(), file);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
