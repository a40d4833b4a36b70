using System.CommandLine;
using FedFilter.Identity;

namespace FedFilter.Commands;

/// <summary><c>init</c>: everything a first start needs, commented; what is there already stays as it is.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var config = CommandLine.Config();
        var init = new Command("init", "Write a commented fedfilter.yaml, a policy folder and keys. Never overwrites.") { config };
        init.SetAction(parse => Init(Path.GetFullPath(parse.GetValue(config)!)));
        return init;
    }

    private static int Init(string config)
    {
        try
        {
            Write(config, ShippedPolicy.Configuration());
            if (!CommandLine.TryLoad(config, out var settings))
                return CommandLine.BadUsage;

            foreach (var (name, text) in ShippedPolicy.Files())
                Write(Path.Combine(settings.Policies, name), $"# yaml-language-server: $schema={PolicySchemaCommand.FileName}\n{Observing(text)}");
            Write(Path.Combine(settings.Policies, PolicySchemaCommand.FileName), PolicySchemaCommand.Text());
            foreach (var file in OwnKeys.Generate(settings.Data))
                Say("wrote", file);
            Console.WriteLine("""

                Next: put your server's name and address into the file, then run `fedfilter doctor` and `fedfilter serve`.
                The policy observes at first: it records what it would refuse, and refuses nothing.
                """);
            return CommandLine.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"init could not finish: {e.Message}");
            return CommandLine.BadUsage;
        }
    }

    /// <summary>The shipped set enforces; a new admin first wants to see what that would mean.</summary>
    private static string Observing(string text) => text.Replace("\nmode: enforce", "\nmode: observe", StringComparison.Ordinal);

    private static void Write(string path, string text)
    {
        if (File.Exists(path))
        {
            Say("kept", path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        Say("wrote", path);
    }

    private static void Say(string what, string path) =>
        Console.WriteLine($"{what,-6}{Path.GetRelativePath(Directory.GetCurrentDirectory(), path)}");
}
