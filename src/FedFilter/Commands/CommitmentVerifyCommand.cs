using System.CommandLine;
using FedFilter.Commands.Commitments;
using FedFilter.Declarations.Commitments;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands;

/// <summary>
/// <c>commitment verify URL|FILE</c>: what a document is worth, by itself: nothing that was seen before is asked. Exit code 1 if it does
/// not count.
/// </summary>
internal static class CommitmentVerifyCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("URL|FILE") { Description = "A host, the address of a document, or a file that holds one." };
        var host = new Option<string?>("--host") { Description = "The host it must be of; else the one in the address, or in the file.", HelpName = "HOST" };
        var pin = new Option<string?>("--pin") { Description = "The key it must be signed with.", HelpName = "did:key:…" };
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var verify = new Command("verify", "Say what a commitment document is worth.") { source, host, pin, config, json };
        verify.SetAction((parse, cancellation) => VerifyAsync(
            new(parse.GetValue(source)!, parse.GetValue(host), parse.GetValue(pin), parse.GetValue(config)!), parse.GetValue(json), cancellation));
        return verify;
    }

    private static async Task<int> VerifyAsync(DocumentAsked asked, bool json, CancellationToken cancellation)
    {
        if (asked.Pin is not null && !DidKey.IsEd25519(asked.Pin))
            return await BadUsageAsync($"`{asked.Pin}` is no did:key of an Ed25519 key: `fedfilter keys show` on that server prints it");
        if (asked.Host is not null && !PeerName.TryParse(asked.Host, out _))
            return await BadUsageAsync($"`{asked.Host}` names no host: give one such as friend.example");
        switch (await DocumentSource.GetAsync(asked, cancellation))
        {
            case DocumentSource.BadUsage bad:
                return bad.Why is null ? CommandLine.BadUsage : await BadUsageAsync(bad.Why);
            case DocumentSource.Missing missing:
                DocumentWords.Write(missing, json);
                return CommandLine.No;
            case DocumentSource.Found found:
                var question = new CommitmentQuestion(found.Octets, found.Host, found.Url, TimeProvider.System.GetUtcNow());
                var result = CommitmentVerification.Verify(question with { Pinned = asked.Pin, Listed = found.Listed });
                DocumentWords.Write(found, result, json);
                return result is CommitmentResult.Signed or CommitmentResult.Published ? CommandLine.Done : CommandLine.No;
            case var other:
                throw new InvalidOperationException($"Unexpected {other.GetType()}.");
        }
    }

    private static async Task<int> BadUsageAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return CommandLine.BadUsage;
    }
}
