using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using FedFilter.Policy.Activities;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Tests;

public sealed partial class VocabularyTests
{
    // Values that are compared, no names of members.
    private static readonly string[] Values = ["PropertyValue", "Public"];

    private static readonly string[] Readers = ["ActivityFactsReader.cs", "Audience.cs", "Json.cs", "PollVote.cs", "WrittenTexts.cs"];

    /// <summary>Read from the sources: a member that is read and is not in the vocabulary could be written twice, or be renamed by a context.</summary>
    [Fact]
    public void every_member_that_a_reader_of_activities_names_is_guarded()
    {
        var words = Readers.SelectMany(file => Word().Matches(File.ReadAllText(Path.Combine(Folder(), file)))).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Subset(words, new HashSet<string> { "to", "cc", "tag", "content", "_misskey_content", "oneOf", "attachment", "inReplyTo" });
        Assert.DoesNotContain(words, word => !Vocabulary.Members.ContainsKey(word) && !Vocabulary.Types.Contains(word) && !Values.Contains(word));
    }

    [Fact]
    public void no_other_file_reads_members_of_activities()
    {
        var readers = Directory.EnumerateFiles(Folder(), "*.cs").Where(file => File.ReadAllText(file).Contains("Json.", StringComparison.Ordinal) || file.EndsWith("/Json.cs", StringComparison.Ordinal));

        Assert.Equal(Readers, readers.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("\"content\":{\"@value\":\"spam\"}")]
    [InlineData("\"content\":{\"@set\":[\"spam\"]}")]
    [InlineData("\"content\":[{\"@list\":[{\"@value\":\"spam\",\"@language\":\"en\"}]}]")]
    [InlineData("\"contentMap\":{\"en\":[\"spam\",\"x\"]}")]
    [InlineData("\"summary\":[[\"spam\"]]")]
    [InlineData("\"oneOf\":[{\"name\":{\"@set\":[\"spam\"]}}]")]
    [InlineData("\"attachment\":{\"type\":\"Image\",\"nameMap\":{\"en\":[\"spam\"]}}")]
    [InlineData("\"source\":{\"content\":[\"spam\"]}")]
    public void a_text_is_read_in_whatever_json_ld_wraps_it(string member)
    {
        var facts = new ActivityBody(Encoding.UTF8.GetBytes("{\"type\":\"Create\",\"object\":{\"type\":\"Note\"," + member + "}}")).Facts;

        Assert.Contains("spam", facts.FoldedText);
    }

    [Theory]
    [InlineData("{\"type\":\"Hashtag\",\"name\":[\"#Spam\"]}")]
    [InlineData("{\"type\":\"Hashtag\",\"name\":{\"@value\":\"#spam\"}}")]
    [InlineData("\"#spam\"")]
    public void a_hashtag_is_read_in_whatever_json_ld_wraps_it(string tag)
    {
        var facts = new ActivityBody(Encoding.UTF8.GetBytes("{\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"tag\":" + tag + "}}")).Facts;

        Assert.Equal(["spam"], facts.Hashtags);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "src", "FedFilter.Policy", "Activities");

    [GeneratedRegex("\"([A-Za-z_]+)\"")]
    private static partial Regex Word();
}
