using System.Text.RegularExpressions;
using FedFilter.Configuration;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Freeze;

/// <summary>
/// The keys that fedfilter.yaml accepts, documented or not: the test tries every word of the sources as a key at each level and keeps those that are not
/// reported as unknown. Each line also has the values that the key accepts, and its default in docs/reference/configuration.md.
/// </summary>
public sealed partial class ConfigurationKeyTests
{
    /// <summary>Fewer than the problems that are reported for one file.</summary>
    private const int AtATime = 30;

    private static readonly string[] Words =
        [.. Directory.EnumerateFiles(Repository.Find("src", "FedFilter"), "*.cs", SearchOption.AllDirectories).SelectMany(file => Word().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct()];

    [Fact]
    public void the_keys_of_the_configuration_are_as_approved()
    {
        var defaults = RowOfTable().Matches(File.ReadAllText(Repository.Find("docs", "reference", "configuration.md"))).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        Approved.Lines("configuration-keys.txt", Keys([]).Order(StringComparer.Ordinal).Select(key => $"{key}: {TakenBy(key)}{(defaults.TryGetValue(key, out var known) ? $"default {known}" : "no row of its own")}"));
    }

    /// <summary>The keys below a path; <c>[]</c> marks a list.</summary>
    private static IEnumerable<string> Keys(string[] path)
    {
        if (UnknownOf(path, ["not-a-key"]).Count == 0)
            yield break;
        var unknown = Words.Chunk(AtATime).SelectMany(words => UnknownOf(path, words)).ToHashSet();
        foreach (var word in Words.Where(word => !unknown.Contains(word)))
        {
            string[] key = [.. path, word];
            string[][] ways = [key, [.. path, word + "[]"]];
            var below = ways.SelectMany(Keys).ToArray();
            if (below.Length == 0)
                yield return string.Join('.', key);
            foreach (var one in below)
                yield return one;
        }
    }

    private static HashSet<string> UnknownOf(string[] path, string[] words) =>
        [.. Problems(path, words.Select(word => $"{word}: null")).Select(problem => NotKnown().Match(problem)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    /// <summary>The accepted values, as the error message for another value lists them.</summary>
    private static string TakenBy(string key)
    {
        var path = key.Split('.');
        var takes = Problems(path[..^1], [$"{path[^1]}: not-a-value"]).Select(problem => OneOf().Match(problem)).FirstOrDefault(match => match.Success && match.Groups["key"].Value == path[^1]);
        return takes is null ? "" : $"{takes.Groups["words"].Value}; ";
    }

    /// <summary>The problems of a file with these lines below a path.</summary>
    private static IReadOnlyList<string> Problems(string[] path, IEnumerable<string> lines)
    {
        var text = new List<string>();
        if (path is not ([] or ["gateway", ..]))
            text.Add("gateway: { origins: [ { host: social.example, upstream: \"http://127.0.0.1:1\" } ] }");
        var indent = "";
        foreach (var step in path)
        {
            text.Add($"{indent}{step.Replace("[]", "", StringComparison.Ordinal)}:");
            indent += "  ";
            if (step.EndsWith("[]", StringComparison.Ordinal))
            {
                text.Add(indent + "- # an item");
                indent += "  ";
            }
        }

        text.AddRange(lines.Select(line => indent + line));
        return [.. SettingsFile.Read("/etc/fedfilter.yaml", string.Join('\n', text), []).Problems.Select(problem => problem.Text)];
    }

    [GeneratedRegex("^`([^`]+)` is not known here")]
    private static partial Regex NotKnown();

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)*)\"")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| `([^`]+)` \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex RowOfTable();

    [GeneratedRegex("^`(?<key>[^:`]+): not-a-value` .*; it takes (?<words>[^;]*)|^`not-a-value` .*; (?<key>[a-z-]+) takes (?<words>.*)")]
    private static partial Regex OneOf();
}
