using System.CommandLine;
using FedFilter.Commands.PeerEntries;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Commands;

/// <summary>
/// <c>peers attest HOST</c>: an admin reads what a server promises and vouches for it; the text is pinned, so that a change of it is seen.
/// Exit code 1 where the text cannot be read, does not hold the quotation, or the answer is no.
/// </summary>
internal static class PeersAttestCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "The peer." };
        var terms = new Option<string[]>("--term") { Description = "What it commits itself to; may be repeated.", HelpName = "TERM", Required = true };
        var source = new Option<string>("--source") { Description = "The URL of the text in which it does.", HelpName = "URL", Required = true };
        var quote = new Option<string?>("--quote") { Description = "The sentence that says so; while it stands in the text, other changes matter less.", HelpName = "TEXT" };
        var expires = new Option<string?>("--expires") { Description = "The last day on which it counts.", HelpName = "DAY" };
        var last = new Option<string?>("--for") { Description = "How long it counts, such as 365d, instead of --expires.", HelpName = "TIME" };
        var note = new Option<string?>("--note") { Description = "What else to remember.", HelpName = "TEXT" };
        var by = new Option<string?>("--by") { Description = "Who vouches for it; who is logged in, if left out.", HelpName = "NAME" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var attest = new Command("attest", "Read the text in which a server commits itself, and vouch for it.") { host, terms, source, quote, expires, last, note, by, yes, config, json };
        attest.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !PeerText.TryRead(parse.GetValue(host)!, settings, out var peer) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            var wish = new AttestWish(peer, [.. parse.GetValue(terms)!.Distinct()], parse.GetValue(source)!)
            {
                Quote = parse.GetValue(quote),
                Expires = parse.GetValue(expires),
                For = parse.GetValue(last),
                Note = parse.GetValue(note),
                By = parse.GetValue(by) ?? Environment.UserName,
                Yes = parse.GetValue(yes),
                Json = parse.GetValue(json),
            };
            return await AttestAsync(wish, settings, policy, cancellation);
        });
        return attest;
    }

    private static async Task<int> AttestAsync(AttestWish wish, Settings settings, PolicySet policy, CancellationToken cancellation)
    {
        var file = EntryFile.Find(settings, policy, wish.Host);
        if (wish.Fault(policy, file, TimeProvider.System.GetUtcNow()) is not { } fault)
            return await Store.AskAsync(settings, policy, services => new Attesting(wish, file, policy, services).RunAsync(cancellation), cancellation);
        await Console.Error.WriteLineAsync(fault);
        return CommandLine.BadUsage;
    }
}
