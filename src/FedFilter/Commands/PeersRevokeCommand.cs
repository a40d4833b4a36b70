using System.CommandLine;
using FedFilter.Commands.KnownPeers;
using FedFilter.Commands.PeerEntries;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Editing;

namespace FedFilter.Commands;

/// <summary><c>peers revoke HOST</c>: takes an attestation back. Exit code 1 if there is none.</summary>
internal static class PeersRevokeCommand
{
    /// <summary>What an attestation consists of beside its terms.</summary>
    private static readonly string[] OfAttestation = ["source", "sha256", "quote", "reviewed", "by", "expires", "note"];

    public static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "The peer." };
        var term = new Option<string?>("--term") { Description = "Only this term; all of them if left out.", HelpName = "TERM" };
        var config = CommandLine.Config();
        var revoke = new Command("revoke", "Take the attestation of a server back.") { host, term, config };
        revoke.SetAction((parse, cancellation) =>
            CommandLine.TryLoad(parse.GetValue(config)!, out var settings) && PeerText.TryRead(parse.GetValue(host)!, settings, out var peer) && CommandLine.TryLoadPolicy(settings, out var policy)
                ? RevokeAsync(settings, policy, peer, parse.GetValue(term), cancellation)
                : Task.FromResult(CommandLine.BadUsage));
        return revoke;
    }

    private static async Task<int> RevokeAsync(Settings settings, PolicySet policy, string peer, string? term, CancellationToken cancellation)
    {
        if (term is not null && policy.Terms.All(known => known.Name != term))
        {
            await Console.Error.WriteLineAsync($"There is no term `{Policy.Yaml.Quote.Of(term)}` in the policy; there are: {string.Join(", ", policy.Terms.Select(known => known.Name))}.");
            return CommandLine.BadUsage;
        }

        var file = EntryFile.Find(settings, policy, peer);
        var attested = file.Of("attests");
        if (attested.Count == 0 || (term is not null && !attested.Contains(term)))
        {
            Console.WriteLine($"{peer} is not attested{(term is null ? "" : $" {term}")}; nothing was changed.");
            return CommandLine.No;
        }

        return await KnownPeer.UseAsync(settings, policy, peer, before =>
        {
            if (Revoked(file, term) is not { } set)
                return Task.FromResult(CommandLine.BadUsage);
            Console.WriteLine(File.Exists(file.Path) ? $"wrote {file.Path}" : $"removed {file.Path}");
            StandingChange.Write(before, before with { Policy = set });
            return Task.FromResult(CommandLine.Done);
        }, cancellation);
    }

    private static PolicySet? Revoked(EntryFile file, string? term)
    {
        if (term is not null && file.Of("attests").Count > 1)
            return file.Change([new PeerChange.Exclude("attests", term)]);
        if (file.Fields!.Keys.Except(OfAttestation).Except(["host", "attests"]).Any())
            return file.Change([new PeerChange.Drop("attests"), .. file.Of("denies").Count > 0 ? [] : OfAttestation.Select(key => new PeerChange.Drop(key))]);
        return file.Remove();
    }
}
