using System.Diagnostics;
using System.Text.RegularExpressions;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Docs;

/// <summary>docs/first-week.md: every command in it runs as it stands there, beside a gateway that observes.</summary>
public sealed partial class FirstWeekTests
{
    [Fact]
    public async Task every_command_of_the_first_week_runs()
    {
        await using var world = await GatewayWorld.StartAsync(policy: "mode: observe\nrules: [ { name: all, then: allow } ]");
        var commands = Command().Matches(await File.ReadAllTextAsync(Repository.Find("docs", "first-week.md"), TestContext.Current.CancellationToken)).Select(match => match.Groups[1].Value).ToArray();

        Assert.Equal(7, commands.Length);
        foreach (var words in commands.Select(command => command.Split(' ')))
            if (words[0] == "fedfilter")
            {
                var (code, _, error) = await BuiltProgram.RunAsync(world.Folder, words[1..]);
                Assert.Equal((string.Join(' ', words), 0, ""), (string.Join(' ', words), code, error));
            }
            else
            {
                using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = world.Folder })!;
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, process.ExitCode);
            }
    }

    [GeneratedRegex("^    (\\S.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
