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
    /// <param name="data">The data folder, where copies of lists are; null if there is none.</param>
    /// <param name="ownHosts">Our own hosts.</param>
    public static PolicyCompilation Load(string folder, string? data = null, IReadOnlySet<string>? ownHosts = null) => Load(folder, data, ownHosts, static files => files);

    /// <summary>The folder that the configuration names.</summary>
    public static PolicyCompilation Load(Settings settings) => Load(settings.Policies, settings.Data, settings.OwnHosts);

    /// <summary>What the folder would be with one file's text in the place of what it holds.</summary>
    /// <param name="settings">Where the folder is.</param>
    /// <param name="path">The file, which may be a new one.</param>
    /// <param name="text">Its text; null if it is removed.</param>
    public static PolicyCompilation LoadWith(Settings settings, string path, string? text)
    {
        var name = Path.GetRelativePath(settings.Policies, path);
        return Load(settings.Policies, settings.Data, settings.OwnHosts, files => [.. files.Where(file => file.Name != name), .. text is null ? [] : new[] { new PolicyFile(name, text) }]);
    }

    /// <summary>The first policy file for whose text something holds, with that text.</summary>
    public static (string Path, string Text)? FindFile(string folder, Func<string, bool> holds) =>
        Read(folder, []).FirstOrDefault(file => file.IsPolicy && holds(file.Text)) is { } file ? (Path.Combine(folder, file.Name), file.Text) : null;

    private static PolicyCompilation Load(string folder, string? data, IReadOnlySet<string>? ownHosts, Func<IReadOnlyList<PolicyFile>, IReadOnlyList<PolicyFile>> alter)
    {
        if (!Directory.Exists(folder))
            return new PolicyCompilation(null, [new Problem(new Place(folder, 0, 0), "there is no such folder; `fedfilter init` writes one")]);
        try
        {
            var unread = new List<Problem>();
            var files = Read(folder, unread);
            if (unread.Count > 0)
                return new PolicyCompilation(null, Problem.InOrder(unread));
            var compilation = PolicyCompiler.Compile(alter(files), new ListFiles(folder, data).Read, ownHosts);
            return compilation with { Problems = Located(compilation.Problems, folder) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PolicyCompilation(null, [new Problem(new Place(folder, 0, 0), $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>What is allowed in a set that was loaded from the folder, and is probably not meant.</summary>
    public static IReadOnlyList<Problem> Warnings(string folder, PolicySet set, DateTimeOffset now)
    {
        try
        {
            return Located(PolicyWarnings.Find(Read(folder, []), set, now), folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it was read a moment ago; the watch says more if it cannot be any longer
        }
    }

    private static List<PolicyFile> Read(string folder, List<Problem> unread)
    {
        var files = new List<PolicyFile>();
        foreach (var file in PolicyTree.Files(folder))
            try
            {
                if (PlainFile.Read(file, PolicyFile.MaxOctets) is { } text)
                    files.Add(new PolicyFile(Path.GetRelativePath(folder, file), text));
                else
                    unread.Add(new Problem(new Place(file, 0, 0), "it is larger than 8 MiB; split it, the files of the folder count together"));
            }
            catch (IOException e)
            {
                unread.Add(new Problem(new Place(file, 0, 0), $"cannot be read: {e.Message}"));
            }

        return files;
    }

    private static IReadOnlyList<Problem> Located(IEnumerable<Problem> problems, string folder) =>
        [.. problems.Select(problem => problem with { Place = problem.Place with { File = Path.Combine(folder, problem.Place.File) } })];

    /// <summary>Changes whenever a policy file, a list or a copy of one is added, removed or written, or a link leads elsewhere.</summary>
    public static string Fingerprint(string folder, string? data = null, IEnumerable<ListDeclaration>? lists = null) =>
        Directory.Exists(folder)
            ? string.Join('\n', PolicyTree.Files(folder).Concat(new ListFiles(folder, data).Of(lists ?? [])).Select(State))
            : "";

    /// <summary>Of what a link leads to, since the link itself stays as it is when that is written.</summary>
    private static string State(string path)
    {
        var file = PolicyTree.Target(new FileInfo(path));
        return $"{path} {file.FullName} {(file is FileInfo { Exists: true } found ? $"{found.LastWriteTimeUtc.Ticks} {found.Length}" : "")}";
    }
}
