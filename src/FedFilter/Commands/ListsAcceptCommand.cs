using System.CommandLine;
using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Commands;

/// <summary>
/// <c>lists accept NAME</c>: takes the text of a list that lost most of its entries, in place of the last good copy. Exit code 1 where
/// nothing waits, or the text is no list at all.
/// </summary>
internal static class ListsAcceptCommand
{
    private const int Shown = 20;

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The list's name in the policy." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var accept = new Command("accept", "Take a list's latest text, although it lost most of its entries.") { name, config, json };
        accept.SetAction(parse =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            if (policy.Lists.FirstOrDefault(list => list.Name == parse.GetValue(name)) is not { } list)
                return Wrong($"no list `{Quote.Of(parse.GetValue(name)!)}` is defined in `lists:`{Nearest.Hint(parse.GetValue(name)!, policy.Lists.Select(known => known.Name))}");
            return Accept(list, new ListFiles(settings.Policies, settings.Data), parse.GetValue(json));
        });
        return accept;
    }

    private static int Accept(PeerList list, ListFiles files, bool json)
    {
        if (!list.AwaitsAdmin)
            return Say(list, json, accepted: false, "nothing waits to be accepted", [], []);
        var declared = list.Declaration;
        var (copy, newest) = (files.CopyOf(declared)!, files.Newest(declared));
        var reading = newest is ListText.Found { Text: var text } ? ListReader.Read(declared.Format, text) : null;
        if (reading is null || reading.Unusable is not null)
            return Say(list, json, accepted: false, $"it cannot be accepted, because {reading?.Unusable ?? list.Trouble}", [], []);

        var (before, after) = (Names(declared, copy.Text() is { } old ? ListReader.Read(declared.Format, old) : new ListReading([])), Names(declared, reading));
        try
        {
            Write(declared, copy, ((ListText.Found)newest).Text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Wrong($"the copy of {list.Name} in the data folder cannot be written: {e.Message}");
        }

        return Say(
            list, json, accepted: true, $"accepted: {after.Count} {(after.Count == 1 ? "entry counts" : "entries count")}{(after.Count == 0 ? ", so nobody is on it" : "")}",
            [.. after.Except(before)], [.. before.Except(after)]);
    }

    private static void Write(ListDeclaration list, ListCopy copy, string text)
    {
        copy.Write(text);
        if (list.Url is null)
            return;
        copy.DropRejected();
        var now = TimeProvider.System.GetUtcNow();
        copy.Write(new ListNotes { Url = list.Url.AbsoluteUri, Sha256 = ListCopy.HashOf(text), FetchedAt = now, CheckedAt = now });
    }

    private static List<string> Names(ListDeclaration list, ListReading reading) =>
        [.. reading.Entries.Where(list.Counts).Select(entry => entry.Host), .. reading.Hidden.Where(entry => list.Severities.Contains(entry.Severity)).Select(entry => entry.Digest)];

    private static int Say(PeerList list, bool json, bool accepted, string says, List<string> added, List<string> removed)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { list = list.Name, source = list.Declaration.Source, accepted, says, added, removed }, Words.Indented));
        else
            Console.WriteLine($"list {list.Name}: {says}{Some("added", added)}{Some("removed", removed)}{(accepted ? "\nA running `serve` takes it up within two seconds." : "")}");
        return accepted ? CommandLine.Done : CommandLine.No;
    }

    private static string Some(string what, List<string> names) =>
        names.Count == 0 ? "" : $"\n  {what}: {names.Count} ({string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", …" : "")})";

    private static int Wrong(string words)
    {
        Console.Error.WriteLine(words);
        return CommandLine.BadUsage;
    }
}
