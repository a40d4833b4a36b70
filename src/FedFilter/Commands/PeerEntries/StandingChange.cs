using FedFilter.Commands.Commitments;
using FedFilter.Commands.KnownPeers;

namespace FedFilter.Commands.PeerEntries;

/// <summary>What a change of the policy files does to one peer.</summary>
internal static class StandingChange
{
    public static void Write(KnownPeer before, KnownPeer after)
    {
        foreach (var (was, now) in before.Standing.Terms.Zip(after.Standing.Terms))
            Console.WriteLine($"{after.Host}, {now.Term}: {(was.State == now.State ? $"{Words.Of(now.State)} as before" : $"{Words.Of(was.State)} -> {Words.Of(now.State)}")} ({StatementWords.Printable(now.Because)})");
    }
}
