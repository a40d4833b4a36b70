using System.CommandLine;
using FedFilter.Commands.Commitments;
using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;
using FedFilter.Identity;
using FedFilter.OwnCommitments;

namespace FedFilter.Commands;

/// <summary>
/// <c>commitment sign</c>: an admin says yes to what <c>commits</c> promises. Exit code 1 if the linked text cannot be read or the answer
/// is no.
/// </summary>
internal static class CommitmentSignCommand
{
    public static Command Create()
    {
        var config = CommandLine.Config();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var sign = new Command("sign", "Sign what the origins' `commits` promises, for `serve` to publish and renew.") { config, yes };
        sign.SetAction((parse, cancellation) => CommitmentCommand.WithCommitsAsync(
            parse.GetValue(config)!, (settings, committed) => SignAsync(settings, committed, parse.GetValue(yes), cancellation)));
        return sign;
    }

    private static async Task<int> SignAsync(
        Settings settings, IReadOnlyList<(OriginSettings Origin, CommitsSettings Commits)> committed, bool yes, CancellationToken cancellation)
    {
        var documents = OwnCommitmentLines.Documents(settings);
        var texts = new List<LinkedText>();
        foreach (var (_, commits) in committed)
            texts.Add(await documents.TextAsync(commits, cancellation));
        if (texts.Where(text => text.Trouble is not null).Select(text => text.Trouble).ToList() is { Count: > 0 } troubles)
        {
            foreach (var trouble in troubles)
                await Console.Error.WriteLineAsync($"{settings.File}: gateway.origins.commits.text: {trouble}");
            return CommandLine.No;
        }

        foreach (var (origin, commits) in committed)
            Console.WriteLine(Promise(origin, commits));
        if (!yes && Console.IsInputRedirected)
        {
            await Console.Error.WriteLineAsync("There is nobody to ask: say --yes to sign.");
            return CommandLine.BadUsage;
        }

        if (!yes && !await SaysYesAsync(cancellation))
        {
            Console.WriteLine("Nothing was signed.");
            return CommandLine.No;
        }

        var (files, actors) = (new DocumentFile(settings.Data), OwnActors.Load(settings));
        foreach (var ((origin, commits), text) in committed.Zip(texts))
        {
            var document = documents.Sign(origin, commits, text.Sha256);
            Console.WriteLine($"""
                wrote {files.PathOf(origin)}
                {document.Id} holds until {OwnCommitmentLines.Day(document.Expires)}; `serve` publishes it, and renews it while `commits` and the text stay as they are
                signed with {DidKey.Of(actors.Of(origin).DocumentKey.PublicMultibase)}
                """);
        }

        return CommandLine.Done;
    }

    private static string Promise(OriginSettings origin, CommitsSettings commits) =>
        $"{origin.Host} promises:\n"
        + string.Concat(commits.Statements.Select(promise => $"  {StatementWords.Of(promise.Use, promise.Party, promise.Scope, promise.Value)}\n"))
        + $"  in words for people: {commits.Text?.AbsoluteUri ?? "nowhere (`text` is not set)"}";

    private static async Task<bool> SaysYesAsync(CancellationToken cancellation)
    {
        Console.Write("Sign this in the name of the server? [y/N] ");
        return await Console.In.ReadLineAsync(cancellation) is "y" or "Y" or "yes";
    }
}
