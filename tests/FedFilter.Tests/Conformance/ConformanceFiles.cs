using System.Collections.Concurrent;
using FedFilter.Tests.World;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FedFilter.Tests.Conformance;

/// <summary>The files of tests/conformance, read strictly: a key that is not in the format is an error.</summary>
internal static class ConformanceFiles
{
    public static string Folder => Repository.Find("tests", "conformance");

    // Each file is read once: thousands of runs look into them.
    private static readonly ConcurrentDictionary<string, ConformanceFile> Known = new();

    public static ConformanceFile Read(string name) => Known.GetOrAdd(name, file => Parse<ConformanceFile>(Path.Combine(Folder, "cases", file)));

    public static ConformanceCase Find(string file, string name) => Read(file).Cases.Single(one => one.Id + " " + one.Name == name);

    public static IEnumerable<(string File, ConformanceCase Case)> All() =>
        from path in Directory.EnumerateFiles(Path.Combine(Folder, "cases"), "*.yaml").Order(StringComparer.Ordinal)
        from one in Read(Path.GetFileName(path)).Cases
        select (Path.GetFileName(path), one);

    /// <summary>Rows of the list that no case stands for, each with its reason.</summary>
    public static Dictionary<string, string> NotHere() => Parse<Dictionary<string, string>>(Path.Combine(Folder, "not-here.yaml"));

    /// <summary>The rows of a theory: one for each case, signature style and item of <c>each</c>.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string, string>> Rows(string file) =>
        from one in Read(file).Cases
        from style in one.Style == "both" ? ["cavage", "rfc9421"] : new[] { one.Style }
        from item in one.Each.Count > 0 ? one.Each : [""]
        select new TheoryDataRow<string, string, string, string>(file, one.Id + " " + one.Name, style, item)
        {
            Label = "",
            TestDisplayName = $"{one.Id} {one.Name}" + (style == "none" ? "" : $" ({style})") + (item.Length > 0 ? $": {Short(item)}" : ""),
        };

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static T Parse<T>(string path)
    {
        try
        {
            return new DeserializerBuilder()
                .WithNamingConvention(HyphenatedNamingConvention.Instance)
                .WithAttemptingUnquotedStringTypeDeserialization()
                .WithDuplicateKeyChecking()
                .Build()
                .Deserialize<T>(File.ReadAllText(path));
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{path}:{e.Start.Line}:{e.Start.Column}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}
