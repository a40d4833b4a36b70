using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using FedFilter.Commands.Relay;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Yaml;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary>What all commands share: exit codes, the --config and --json options, and how problems are shown.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int No = 1;
    public const int BadUsage = 2;

    /// <summary>Creates the tree of all commands, in the order in which <c>--help</c> shows them.</summary>
    public static RootCommand Root() => new("An ActivityPub federation policy filter: content goes only to servers that committed not to train AI on it.")
    {
        InitCommand.Create(),
        DemoCommand.Create(),
        ServeCommand.Create(),
        CheckCommand.Create(),
        PolicyCommand.Create(),
        AuditCommand.Create(),
        PeersCommand.Create(),
        ListsCommand.Create(),
        RelayCommand.Create(),
        CommitmentCommand.Create(),
        KeysCommand.Create(),
        DoctorCommand.Create(),
    };

    public static Option<string> Config() => new("--config")
    {
        Description = "The configuration file.",
        HelpName = "FILE",
        DefaultValueFactory = _ => SettingsFile.DefaultName,
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parse = root.Parse(args);
        if (parse.Errors.Count > 0)
        {
            foreach (var error in parse.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync($"`fedfilter {string.Join(' ', CommandPath(parse))} --help` shows what it takes.".Replace("  ", " ", StringComparison.Ordinal));
            return BadUsage;
        }

        // Requests under way and entries waiting for the log get their time when the program is told to stop.
        return await parse.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }

    public static bool TryLoad(string file, [NotNullWhen(true)] out Settings? settings)
    {
        (settings, var problems) = SettingsFile.Load(file);
        Show(problems);
        return settings is not null;
    }

    public static bool TryLoadPolicy(Settings settings, [NotNullWhen(true)] out PolicySet? policy) => TryLoadPolicy(settings.Policies, settings.Data, settings.OwnHosts, out policy);

    public static bool TryLoadPolicy(string folder, string? data, IReadOnlySet<string>? ownHosts, [NotNullWhen(true)] out PolicySet? policy)
    {
        (policy, var problems) = PolicyFolder.Load(folder, data, ownHosts);
        Show(problems);
        return policy is not null;
    }

    public static void Show(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
            Console.Error.WriteLine(problem);
    }

    /// <summary>Standard output: colours only on a terminal; when piped, lines are not broken at 80 columns.</summary>
    public static IAnsiConsole Screen()
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
            screen.Profile.Width = 240;
        return screen;
    }

    private static List<string> CommandPath(ParseResult parse)
    {
        var path = new List<string>();
        for (var at = parse.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent)
            path.Insert(0, at.Command.Name);
        return path;
    }
}
