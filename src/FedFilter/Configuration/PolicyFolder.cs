using FedFilter.Policy.Compilation;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads <c>policies/**/*.yaml</c>; what the compiler makes of it is a pure function of what is read here.</summary>
internal static class PolicyFolder
{
    public static PolicyCompilation Load(string folder)
    {
        if (!Directory.Exists(folder))
            return new PolicyCompilation(null, [new Problem(new Place(folder, 0, 0), "there is no such folder; `fedfilter init` writes one")]);
        try
        {
            var (set, problems) = PolicyCompiler.Compile([.. Files(folder).Select(file => new PolicyFile(Path.GetRelativePath(folder, file), File.ReadAllText(file)))]);
            return new PolicyCompilation(set, [.. problems.Select(problem => problem with { Place = problem.Place with { File = Path.Combine(folder, problem.Place.File) } })]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PolicyCompilation(null, [new Problem(new Place(folder, 0, 0), $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>Changes whenever a file of the folder is added, removed or written.</summary>
    public static string Fingerprint(string folder) =>
        Directory.Exists(folder)
            ? string.Join('\n', Files(folder).Select(file => new FileInfo(file)).Select(file => $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {(file.Exists ? file.Length : 0)}"))
            : "";

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".json") // JSON: activities that tests name
            .Order(StringComparer.Ordinal);
}
