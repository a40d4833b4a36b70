using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Admin;

/// <summary>What the page about this server's terms has to say, whether it is shown as HTML or as JSON.</summary>
internal sealed record TermsView
{
    public required OriginSettings Origin { get; init; }

    public required PolicySet Policy { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether a host was asked about at all.</summary>
    public required bool IsAsked { get; init; }

    /// <summary>The host that is asked about; null if there is none, or what was given names none.</summary>
    public string? Host { get; init; }

    /// <summary>What that host would have to publish; an example where none is asked about.</summary>
    public required ReadyDocument Document { get; init; }

    /// <summary>What is known of the host. Null for one that never sent a request that could be verified.</summary>
    public KnownHost? Known { get; init; }
}

/// <summary>What may be said of a host in public.</summary>
/// <param name="Standing">On each term, in words without names.</param>
/// <param name="Attested">What admins here read, without their names.</param>
/// <param name="Sources">What it was asked, and what it answered.</param>
/// <param name="Wait">How long until it can be checked again; null if it can be now.</param>
internal sealed record KnownHost(Standing Standing, IReadOnlyList<Evidence> Attested, IReadOnlyList<SourceRecord> Sources, TimeSpan? Wait);

/// <summary>Gathers it from what is known; nobody is asked for it.</summary>
internal sealed class TermsViews(Settings settings, PolicyStore policies, PeersSeen seen, PeerRecords records, CheckLimits limits, TimeProvider time)
{
    private const string Example = "your-server.example";

    public async Task<TermsView> OfAsync(HttpContext context, OriginSettings origin, string clientNetwork)
    {
        var (policy, now, given) = (policies.Current, time.GetUtcNow(), context.Request.Query["host"]);
        var host = AskedHost.Read(given);
        return new TermsView
        {
            Origin = origin,
            Policy = policy,
            Now = now,
            IsAsked = given.Count > 0,
            Host = host,
            Document = ReadyDocument.Of(host ?? Example, policy.Terms, settings.Network, now),
            Known = host is not null && await IsMetAsync(host, context.RequestAborted) ? await KnownAsync(policy, host, clientNetwork, now, context.RequestAborted) : null,
        };
    }

    /// <summary>Only of hosts that came to us is anything said or asked.</summary>
    public async ValueTask<bool> IsMetAsync(string host, CancellationToken cancellation) =>
        !settings.OwnHosts.Contains(host) && await seen.IsMetAsync(host, cancellation);

    private async Task<KnownHost> KnownAsync(PolicySet policy, string host, string clientNetwork, DateTimeOffset now, CancellationToken cancellation)
    {
        var record = await records.RecordAsync(host, cancellation);
        return new KnownHost(
            policy.PublicStandingOf(host, record?.Gathered() ?? GatheredEvidence.Pending(now), now),
            policy.EntryOf(host)?.Attested ?? [],
            record is null ? [] : record.Sources,
            limits.WaitFor(host, clientNetwork));
    }
}
