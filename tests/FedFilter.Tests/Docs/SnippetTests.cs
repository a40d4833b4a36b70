using System.Text.RegularExpressions;
using FedFilter.Audit;
using FedFilter.Commands;
using FedFilter.Configuration;
using FedFilter.Policy.Compilation;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Docs;

/// <summary>What the documentation shows is read as an admin's file would be.</summary>
public sealed partial class SnippetTests
{
    [Fact]
    public void every_yaml_block_of_the_docs_is_valid()
    {
        var read = 0;
        foreach (var file in Directory.EnumerateFiles(Repository.Find("docs"), "*.md", SearchOption.AllDirectories))
            foreach (Match block in YamlBlock().Matches(File.ReadAllText(file)))
            {
                var (name, text) = (block.Groups[1].Value, block.Groups[2].Value);
                Assert.True(Problems(name, text).Length == 0, $"{file}: {name}: {Problems(name, text)}");
                read++;
            }

        Assert.True(read >= 4);
    }

    [Fact]
    public void the_audit_entries_of_the_docs_are_canonical()
    {
        var examples = Example().Matches(File.ReadAllText(Repository.Find("docs", "reference", "audit-entry.md"))).Select(match => match.Groups[1].Value).ToArray();

        Assert.Equal(3, examples.Length);
        foreach (var example in examples)
            Assert.Equal(example, System.Text.Encoding.UTF8.GetString(AuditEntry.Parse(System.Text.Encoding.UTF8.GetBytes(example)).Canonical()));
    }

    private static string Problems(string name, string text) => name == "fedfilter.yaml"
        ? string.Join('\n', SettingsFile.Read("/etc/fedfilter.yaml", text, []).Problems)
        : string.Join('\n', PolicyCompiler.Compile([.. ShippedPolicy.Files().Where(file => $"policies/{file.Name}" != name).Select(file => new PolicyFile(file.Name, file.Text)), new PolicyFile(name, text)]).Problems);

    [GeneratedRegex("```yaml\n# (\\S+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex("```json\n(.*?)\n```")]
    private static partial Regex Example();
}
