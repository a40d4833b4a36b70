using System.CommandLine;
using FedFilter.Commands.PeerLists;
using FedFilter.Configuration;
using FedFilter.Policy.Lists;

namespace FedFilter.Commands;

/// <summary>
/// <c>peers import</c>: another server's list becomes a list file in the policy folder. Not attestations, unless that is asked for: an
/// attestation claims that somebody read what a server promises.
/// </summary>
internal static class PeersImportCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("FILE|-") { Description = "The list; - is standard input." };
        var format = PeerListFormats.Option();
        var to =
            new Option<string>("--to-list") { Description = "The list's name in the policy.", HelpName = "NAME", DefaultValueFactory = _ => "imported" };
        var any =
            new Option<bool>("--any-severity") { Description = "Take every entry, whatever its severity: for allow lists, where it means nothing." };
        var attest = new Option<string[]>("--as")
        {
            Description = "attest TERM: write attestations instead of a list.",
            HelpName = "attest TERM",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var by = new Option<string?>("--by") { Description = "With --as attest: who vouches for it.", HelpName = "NAME" };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would change, and change nothing." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var import = new Command("import", "Make a list file of another server's list.") { from, format, to, any, attest, by, dry, config, json };
        import.SetAction(parse =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !TryRead(parse.GetValue(from)!, parse.GetValue(format), out var reading))
                return CommandLine.BadUsage;
            var (target, problem) = parse.GetValue(attest) is { Length: > 0 } words
                ? AttestTarget.Of(settings, words, parse.GetValue(by), parse.GetValue(from)!)
                : ListTarget.Of(settings, parse.GetValue(to)!, parse.GetValue(any) ? ListFormat.Plain : parse.GetValue(format).Read());
            if (target is null)
                return Wrong(problem!);
            return Import(reading, target, parse.GetValue(any), parse.GetValue(dry), parse.GetValue(json));
        });
        return import;
    }

    private static int Import(ListReading reading, ImportTarget target, bool anySeverity, bool dry, bool json)
    {
        var usable = reading.Entries.Where(entry => anySeverity || entry.Severity != ListSeverity.Noop).ToList();
        var taken = usable.Where(target.Takes).Select(target.AsKept).ToList();
        var plan = ImportPlan.Of(
            reading, taken, target.Before, ("of severity noop", reading.Entries.Count - usable.Count), (target.WhyNotTaken, usable.Count - taken.Count));
        ImportReport.Write(plan, reading, target, dry, json);
        if (taken.Count == 0)
        {
            Console.Error.WriteLine("Nothing in it can be used; nothing was written.");
            return CommandLine.No;
        }

        try
        {
            if (!dry)
                WholeFile.Write(target.Path, target.Text(taken));
            return CommandLine.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Wrong($"{target.Path} cannot be written: {e.Message}");
        }
    }

    private static bool TryRead(string from, PeerListFormat format, out ListReading reading)
    {
        reading = new ListReading([]);
        try
        {
            reading = ListReader.Read(format.Read(), from == "-" ? Console.In.ReadToEnd() : File.ReadAllText(from));
            if (reading.Unusable is { } why)
                Wrong($"{from}: {why}");
            return reading.Unusable is null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Wrong($"{from}: cannot be read: {e.Message}");
            return false;
        }
    }

    private static int Wrong(string message)
    {
        Console.Error.WriteLine(message);
        return CommandLine.BadUsage;
    }
}
