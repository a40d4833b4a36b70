using System.CommandLine;
using System.CommandLine.Help;
using FedFilter.Commands;

namespace FedFilter.Tests.Freeze;

public sealed class HelpTests
{
    [Fact]
    public void the_help_of_each_command_is_as_approved()
    {
        var root = CommandLine.Root();
        ((HelpAction)root.Options.OfType<HelpOption>().Single().Action!).MaxWidth = int.MaxValue; // not that of a terminal

        Approved.Lines("help.txt", Tree([], root).Select(path => $"$ {string.Join(' ', (string[])["fedfilter", .. path, "--help"])}\n\n{Help(root, path)}\n"));
    }

    private static IEnumerable<string[]> Tree(string[] path, Command command) =>
        [path, .. command.Subcommands.Where(child => !child.Hidden).SelectMany(child => Tree([.. path, child.Name], child))];

    private static string Help(RootCommand root, string[] path)
    {
        using var output = new StringWriter();
        Assert.Equal(0, root.Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = output }));
        var lines = output.ToString().ReplaceLineEndings("\n").Replace(RootCommand.ExecutableName, "fedfilter", StringComparison.Ordinal).Split('\n');
        return string.Join('\n', lines.Select(line => line.TrimEnd())).TrimEnd();
    }
}
