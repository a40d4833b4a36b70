using FedFilter.Policy;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Compilation.Warnings;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads <c>policies/**/*.yaml</c> and the lists they name; what the compiler makes of it is a pure function of what is read here.</summary>
internal static class PolicyFolder
{
    /// <param name="folder">The policy folder.</param>
    /// <param name="data">The data folder, where copies of fetched lists are; null if there is none.</param>
    public static PolicyCompilation Load(string folder, string? data = null)
    {
        if (!Directory.Exists(folder))
            return new PolicyCompilation(null, [new Problem(new Place(folder, 0, 0), "there is no such folder; `fedfilter init` writes one")]);
        try
        {
            if (TooLarge(folder) is { Count: > 0 } tooLarge)
                return new PolicyCompilation(null, tooLarge);
            var compilation = PolicyCompiler.Compile(Read(folder), new ListFiles(folder, data).Read);
            return compilation with { Problems = Located(compilation.Problems, folder) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PolicyCompilation(null, [new Problem(new Place(folder, 0, 0), $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>What the folder would be with one file's text in the place of what it holds.</summary>
    /// <param name="folder">The policy folder.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="path">The file, which may be a new one.</param>
    /// <param name="text">Its text; null if it is removed.</param>
    public static PolicyCompilation LoadWith(string folder, string data, string path, string? text)
    {
        try
        {
            var name = Path.GetRelativePath(folder, path);
            var compilation = PolicyCompiler.Compile([.. Read(folder).Where(file => file.Name != name), .. text is null ? [] : new[] { new PolicyFile(name, text) }], new ListFiles(folder, data).Read);
            return compilation with { Problems = Located(compilation.Problems, folder) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PolicyCompilation(null, [new Problem(new Place(folder, 0, 0), $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>The first policy file for whose text something holds, with that text.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static (string Path, string Text)? FindFile(string folder, Func<string, bool> holds)
    {
        foreach (var file in Files(folder).Where(file => Path.GetExtension(file) == ".yaml"))
            if (File.ReadAllText(file) is var text && holds(text))
                return (file, text);
        return null;
    }

    /// <summary>What is allowed in a set that was loaded from the folder, and is probably not meant.</summary>
    public static IReadOnlyList<Problem> Warnings(string folder, PolicySet set, DateTimeOffset now)
    {
        try
        {
            return Located(PolicyWarnings.Find(Read(folder), set, now), folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it was read a moment ago; the watch says more if it cannot be any longer
        }
    }

    private static PolicyFile[] Read(string folder) => [.. Files(folder).Select(file => new PolicyFile(Path.GetRelativePath(folder, file), File.ReadAllText(file)))];

    private static IReadOnlyList<Problem> Located(IEnumerable<Problem> problems, string folder) =>
        [.. problems.Select(problem => problem with { Place = problem.Place with { File = Path.Combine(folder, problem.Place.File) } })];

    private static IReadOnlyList<Problem> TooLarge(string folder) => Problem.InOrder(Files(folder)
        .Where(file => new FileInfo(file).Length > PolicyFile.MaxOctets)
        .Select(file => new Problem(new Place(file, 0, 0), "it is larger than 8 MiB; split it, the files of the folder count together")));

    /// <summary>Changes whenever a policy file, a list or a copy of one is added, removed or written.</summary>
    public static string Fingerprint(string folder, string? data = null, IEnumerable<ListDeclaration>? lists = null) =>
        Directory.Exists(folder)
            ? string.Join('\n', Files(folder).Concat(new ListFiles(folder, data).Of(lists ?? [])).Select(file => new FileInfo(file))
                .Select(file => $"{file.FullName} {(file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "")}"))
            : "";

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith('.')) // what editors keep, and the schema for them
            .Where(file => Path.GetExtension(file) is ".yaml" or ".json") // JSON: activities that tests name
            .Order(StringComparer.Ordinal);
}
