namespace FedFilter.Configuration;

/// <summary>
/// Which files of the policy folder and the folders below it are policy. What begins with a dot is not: editors and version control keep
/// their own things there, and so do the mounts of a Kubernetes ConfigMap. Links are followed, and each folder is read once, so that links
/// that lead back end.
/// </summary>
internal static class PolicyTree
{
    /// <summary>The files, by their names.</summary>
    /// <param name="folder">The policy folder.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        var files = new List<string>();
        Add(new DirectoryInfo(folder), folder, new HashSet<string>(StringComparer.Ordinal), files);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <param name="real">Where the folder is.</param>
    /// <param name="shown">The name it is known by.</param>
    /// <param name="visited">The folders that were read.</param>
    /// <param name="files">Where files go.</param>
    private static void Add(DirectoryInfo real, string shown, HashSet<string> visited, List<string> files)
    {
        if (!visited.Add(real.FullName))
            return;
        foreach (var entry in real.EnumerateFileSystemInfos().Where(entry => !entry.Name.StartsWith('.')).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            if (Target(entry) is DirectoryInfo below)
                Add(below, Path.Combine(shown, entry.Name), visited, files);
            else if (entry.Extension is ".yaml" or ".json") // JSON: activities that tests name
                files.Add(Path.Combine(shown, entry.Name));
    }

    /// <summary>What a link leads to; it itself if that is nothing, or itself again.</summary>
    public static FileSystemInfo Target(FileSystemInfo entry)
    {
        try
        {
            return entry.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target ? target : entry;
        }
        catch (IOException)
        {
            return entry;
        }
    }
}
