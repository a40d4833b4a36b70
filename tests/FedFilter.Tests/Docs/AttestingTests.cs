using System.Text.RegularExpressions;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Docs;

/// <summary>docs/attesting.md: every command in it runs in its order, about a server that is there.</summary>
public sealed partial class AttestingTests
{
    [Fact]
    public async Task every_command_of_attesting_runs()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Stranger.Answer = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<p>We do not train AI on posts.</p>", TestContext.Current.CancellationToken);
        };
        var page = (await File.ReadAllTextAsync(Repository.Find("docs", "attesting.md"), TestContext.Current.CancellationToken)).Replace("https://friends.example", "http://stranger.example").Replace("friends.example", "stranger.example");
        var commands = Command().Matches(page).Select(match => match.Groups[1].Value).ToArray();

        Assert.Equal(10, commands.Length);
        foreach (var words in commands.Select(command => Word().Matches(command).Select(word => word.Value.Trim('"')).ToArray()))
        {
            var isStranger = words[0] == "check"; // not attested yet: it would be refused
            string[] unasked = words[1] == "attest" ? ["--yes"] : []; // nobody is there to be asked
            var (code, _, error) = await BuiltProgram.RunAsync(world.Folder, [.. words, .. unasked]);
            Assert.Equal((string.Join(' ', words), isStranger ? 1 : 0, ""), (string.Join(' ', words), code, error));
        }
    }

    [GeneratedRegex("^    fedfilter (\\S.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
