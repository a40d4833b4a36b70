using FedFilter.Checkpoints.Relay;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Commands.Relay;

/// <summary>What <c>doctor</c> finds out about the relay: whether others reach it, whom the policy lets in, and what waits.</summary>
internal static class RelayFindings
{
    /// <summary>Whether each is good, and what there is to say; nothing where there is no relay.</summary>
    public static async Task<IReadOnlyList<(string What, bool Good, string Says)>> LookAsync(Settings settings, PolicySet policy, CancellationToken cancellation)
    {
        if (settings.Relay is not { } relay)
            return [];
        var name = $"relay {relay.Host}";
        var found = new List<(string, bool, string)>();
        foreach (var (good, says) in await RelayOutside.LookAsync(settings, relay, cancellation))
            found.Add((name, good, says));
        found.Add((name, IsClosed(policy, out var strangers), strangers));
        try
        {
            found.Add((name, true, await SubscribersAsync(settings, cancellation)));
        }
        catch (Exception e) when (e is System.Data.Common.DbException)
        {
            found.Add((name, false, $"who subscribed cannot be read: {e.Message}"));
        }

        return found;
    }

    /// <summary>Whether the rules keep a server out that nobody knows.</summary>
    private static bool IsClosed(PolicySet policy, out string says)
    {
        var stranger = SubscribingFacts.Stranger(policy);
        var (follow, post) = (SubscribingFacts.OfFollow(stranger), SubscribingFacts.OfPost(stranger));
        var isOpen = SubscribingFacts.Passes(follow);
        says = (isOpen, follow.Enforced) switch
        {
            (false, true) => $"a stranger that follows it is turned away{SubscribingFacts.By(follow)}",
            (false, false) => $"a stranger that follows it would be turned away{SubscribingFacts.By(follow)}, but the policy observes: whoever asks is let in",
            _ => $"a stranger may subscribe{SubscribingFacts.By(follow)}{(SubscribingFacts.Passes(post) ? $", and gets what is published{SubscribingFacts.By(post)}" : "")}: put a rule before it that refuses at `checkpoint: relay`",
        };
        return !isOpen && follow.Enforced;
    }

    private static async Task<string> SubscribersAsync(Settings settings, CancellationToken cancellation)
    {
        await using var services = new ServiceCollection().AddStorage(settings.Data).BuildServiceProvider();
        var servers = await SubscriberBacklog.AllAsync(services.GetRequiredService<IDbContextFactory<FedFilterContext>>(), cancellation);
        return servers.Count == 0 ? "no server asked to subscribe so far" : SubscriberText.Summary(servers, TimeProvider.System.GetUtcNow()).TrimEnd('.');
    }
}
