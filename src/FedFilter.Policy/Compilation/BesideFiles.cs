using System.Text;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The files of the policy folder that are no policy files themselves, and are named by one.</summary>
internal sealed class BesideFiles(IEnumerable<PolicyFile> files)
{
    private readonly Dictionary<string, string> _texts = files.DistinctBy(file => file.Name).ToDictionary(file => file.Name, file => file.Text, StringComparer.Ordinal);

    /// <summary>The octets of the file that a value names, relative to the file in which it stands; null, and a problem, if there is none.</summary>
    public byte[]? Read(YamlScalar named, List<Problem> problems)
    {
        if (Resolve(named) is not { } name)
            problems.Add(new Problem(
                named.Place, $"`{Quote.Of(named.Text)}`: give a path below the policy folder, relative to this file, with forward slashes"));
        else if (_texts.TryGetValue(name, out var text))
            return Encoding.UTF8.GetBytes(text);
        else
            problems.Add(new Problem(
                named.Place, $"there is no file {Quote.Of(name)} in the policy folder{Nearest.Hint(name, _texts.Keys)}"));
        return null;
    }

    private static string? Resolve(YamlScalar named)
    {
        if (named.Text.Length == 0 || named.Text.StartsWith('/') || named.Text.Contains('\\', StringComparison.Ordinal))
            return null;
        var path = new List<string>(named.Place.File.Split('/')[..^1]);
        foreach (var segment in named.Text.Split('/'))
            if (segment == ".." && path.Count == 0)
                return null;
            else if (segment == "..")
                path.RemoveAt(path.Count - 1);
            else if (segment is not ("" or "."))
                path.Add(segment);
        return string.Join('/', path);
    }
}
