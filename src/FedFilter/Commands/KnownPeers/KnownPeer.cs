using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands.KnownPeers;

/// <summary>All that is known of one peer: from the policy files, and from the store where there is one.</summary>
/// <param name="Host">Its canonical host.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Record">What was found out by asking it; null if it was never asked.</param>
/// <param name="Now">The time for which it holds.</param>
internal sealed record KnownPeer(string Host, PolicySet Policy, PeerRecord? Record, DateTimeOffset Now)
{
    /// <summary>What the policy files say of it; null if nothing.</summary>
    public PeerEntry? Entry => field ??= Policy.EntryOf(Host);

    /// <summary>As if a peer that was never asked had nothing to say: `serve` asks it before it decides.</summary>
    public GatheredEvidence Gathered => field ??= Record?.Gathered() ?? GatheredEvidence.Nothing;

    public Standing Standing => field ??= Policy.StandingOf(Host, Gathered, Now);

    /// <summary>The exception that is in force. Null if there is none.</summary>
    public PeerOverride? Override => Entry?.Override is { } exception && Now < exception.Until ? exception : null;

    /// <summary>Whether there is anything to say about its commitments.</summary>
    public bool HasEvidence => Entry is not null || !Gathered.Pieces.IsEmpty || !Gathered.Texts.IsEmpty;

    /// <summary>One peer, with what a store that exists knows of it. No store is made.</summary>
    public static async Task<int> UseAsync(Settings settings, PolicySet policy, string host, Func<KnownPeer, Task<int>> use, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        return !Store.Exists(settings)
            ? await use(new KnownPeer(host, policy, null, now))
            : await Store.UseAsync(settings, async services => await use(await FindAsync(services, policy, host, cancellation)), cancellation);
    }

    public static async Task<KnownPeer> FindAsync(IServiceProvider services, PolicySet policy, string host, CancellationToken cancellation) =>
        new(host, policy, await services.GetRequiredService<PeerRecords>().RecordAsync(host, cancellation), TimeProvider.System.GetUtcNow());

    /// <summary>Every peer about whose commitments there is something to say, in the order of their names.</summary>
    /// <param name="records">The store's; null without a store.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<KnownPeer>> AllAsync(PeerRecords? records, PolicySet policy, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        var known = policy.Peers.Keys.ToDictionary(host => host, host => new KnownPeer(host, policy, null, now), StringComparer.Ordinal);
        if (records is not null)
            await foreach (var record in records.AllAsync(cancellation))
                if (new KnownPeer(record.Peer, policy, record, now) is { HasEvidence: true } peer)
                    known[record.Peer] = peer;
        return [.. known.Values.OrderBy(peer => peer.Host, StringComparer.Ordinal)];
    }
}
