using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Notify;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints;

/// <summary>
/// Records in the audit log what peers declare otherwise than before: a decision can then be followed to the word it rested on. What the
/// log does not take is told a second later. Where an admin has to look, webhooks are told too.
/// </summary>
internal sealed class EvidenceRecord(EvidenceNews news, PolicyStore policies, AuditLog audit, NoticeBox notices, TimeProvider time) : BackgroundService
{
    private const int AtATime = 100;

    /// <summary>Anybody can have any number of hosts promise something and take it back. Beyond this many a day, only hosts that the policy names are worth a call.</summary>
    private const int MostOfStrangers = 50;

    private readonly Queue<DateTimeOffset> _ofStrangers = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var look = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            do
                await RecordAsync(stoppingToken);
            while (await look.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task RecordAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var (id, at, change) in await news.UntoldAsync(AtATime, cancellation))
            {
                // First, since it is told once however often it is tried.
                if (change.NeedsReview && IsWorthACall(change.Peer))
                    await notices.AddAsync(EvidenceNotice.Of(id, at, change), cancellation);
                await audit.AppendAsync(Entry(change, at), new AuditDetails { Object = change.Url, Note = change.Detail }, cancellation);
                await news.ToldAsync(id, cancellation);
            }
        }
        catch (Exception e) when (e is AuditUnavailableException or System.Data.Common.DbException or DbUpdateException)
        {
            // Tried again at the next look.
        }
    }

    private bool IsWorthACall(string peer)
    {
        if (policies.Current.Peers.ContainsKey(peer))
            return true;
        var now = time.GetUtcNow();
        while (_ofStrangers.TryPeek(out var first) && now - first >= TimeSpan.FromDays(1))
            _ofStrangers.Dequeue();
        if (_ofStrangers.Count >= MostOfStrangers)
            return false;
        _ofStrangers.Enqueue(now);
        return true;
    }

    private AuditEntry Entry(EvidenceChange change, DateTimeOffset at) => new()
    {
        Id = DecisionId.New(time),
        Time = at,
        Kind = AuditKind.Evidence,
        Peer = change.Count is null ? change.Peer : null,
        Domain = change is { Count: not null, Peer.Length: > 0 } ? change.Peer : null,
        Count = change.Count,
        Overflow = change is { Count: not null, Peer: "" } ? true : null,
        Source = change.Source.Length == 0 ? null : change.Source,
        Code = change.Code,
        Before = change.Before,
        After = change.After,
        Enforced = true,
        Policy = policies.Current.Revision,
    };
}
