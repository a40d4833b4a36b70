using System.CommandLine;
using FedFilter.Commands.PeerEntries;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Editing;

namespace FedFilter.Commands;

/// <summary><c>peers allow HOST</c>: lets everything of a server pass for a while, in an emergency. Exit code 1 where --end finds nothing to end.</summary>
internal static class PeersAllowCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "The peer." };
        var last = new Option<string?>("--for") { Description = "For how long, such as 7d; at most 30d.", HelpName = "TIME" };
        var because = new Option<string?>("--because") { Description = "Why; the log keeps it.", HelpName = "TEXT" };
        var by = new Option<string?>("--by") { Description = "Who decided it; who is logged in, if left out.", HelpName = "NAME" };
        var end = new Option<bool>("--end") { Description = "End it now." };
        var config = CommandLine.Config();
        var allow = new Command("allow", "Let everything of a server pass for a while, whatever the rules say.") { host, last, because, by, end, config };
        allow.SetAction(parse =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !PeerText.TryRead(parse.GetValue(host)!, settings, out var peer) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            if (parse.GetValue(end))
                return parse.GetValue(last) is null && parse.GetValue(because) is null ? End(settings, policy, peer) : Wrong("--end goes without --for and --because.");
            return Allow(settings, policy, peer, parse.GetValue(last), parse.GetValue(because), parse.GetValue(by) ?? Environment.UserName);
        });
        return allow;
    }

    private static int Allow(Settings settings, PolicySet policy, string peer, string? last, string? because, string by)
    {
        if (last is null || SpanText.Parse(last) is not { } span)
            return Wrong($"--for takes a time such as 7d{(last is null ? "" : $", not `{Policy.Yaml.Quote.Of(last)}`")}.");
        if (span > Longest)
            return Wrong("--for takes at most 30d: while it lasts no rule is asked about this server. For longer, read what it promises and `fedfilter peers attest` it, or write a rule.");
        if (string.IsNullOrWhiteSpace(because))
            return Wrong("--because takes the reason: the log keeps it for whoever asks later.");

        var until = TimeProvider.System.GetUtcNow() + span;
        var file = EntryFile.Find(settings, policy, peer);
        if (file.Change([new PeerChange.Set("allow", $"{{ until: {YamlWriter.Time(until)}, because: {YamlWriter.Text(because)}, by: {YamlWriter.Text(by)} }}")]) is null)
            return CommandLine.BadUsage;
        Console.WriteLine($"""
            wrote {file.Path}
            Everything of {peer} passes until {YamlWriter.Time(until)}, and no rule is asked. A running `serve` takes it up within two seconds and has it in the audit log.
            `fedfilter peers allow {peer} --end` ends it.
            """);
        return CommandLine.Done;
    }

    private static int End(Settings settings, PolicySet policy, string peer)
    {
        var file = EntryFile.Find(settings, policy, peer);
        if (file.Fields?.ContainsKey("allow") != true)
        {
            Console.WriteLine($"No exception was made for {peer}; nothing was changed.");
            return CommandLine.No;
        }

        if ((file.Fields.Keys.Except(["host", "allow"]).Any() ? file.Change([new PeerChange.Drop("allow")]) : file.Remove()) is null)
            return CommandLine.BadUsage;
        Console.WriteLine($"The rules decide about {peer} again.");
        return CommandLine.Done;
    }

    private static int Wrong(string words)
    {
        Console.Error.WriteLine(words);
        return CommandLine.BadUsage;
    }
}
