using FedFilter.Configuration;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Notify;

/// <summary>
/// What webhooks are still to be told, on disk, so that a restart loses nothing. What has ended is kept for a while, without its words:
/// nothing is told twice because it was noticed twice.
/// </summary>
internal sealed class NoticeBox(IDbContextFactory<FedFilterContext> contexts, Settings settings, TimeProvider time, NotifyMetrics metrics, ILogger<NoticeBox> log)
{
    public const int MostWaiting = 1000;
    private const int MostEnded = 10_000;

    /// <summary>Longer than the earliest warning of an attestation's end is old when the attestation ends.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(40);

    /// <summary>Has each webhook told, unless it was before. Beyond <see cref="MostWaiting"/>, the oldest are dropped.</summary>
    public async Task AddAsync(Notice notice, CancellationToken cancellation)
    {
        if (settings.Notify.Count == 0)
            return;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var known = await context.Notices.Where(row => row.Notice == notice.Id).Select(row => row.Webhook).ToListAsync(cancellation);
        var (now, body) = (Now(), (notice with { Server = settings.Gateway.Origins[0].Host }).ToJson());
        foreach (var webhook in settings.Notify.Select(url => url.AbsoluteUri).Except(known, StringComparer.Ordinal))
            context.Notices.Add(new NoticeRow { Notice = notice.Id, Webhook = webhook, Body = body, Since = now, DueAt = now });
        await context.SaveChangesAsync(cancellation);
        await DropAsync(context, cancellation);
    }

    /// <summary>The one that has waited longest of those whose time has come.</summary>
    public async Task<NoticeRow?> NextAsync(Uri webhook, CancellationToken cancellation)
    {
        var (now, url) = (Now(), webhook.AbsoluteUri);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Notices.AsNoTracking().Where(row => row.State == NoticeState.Waiting && row.DueAt <= now && row.Webhook == url)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Id).FirstOrDefaultAsync(cancellation);
    }

    public async Task AgainAsync(NoticeRow notice, TimeSpan wait, string trouble, CancellationToken cancellation)
    {
        var (now, due) = (Now(), Now() + (long)wait.TotalMilliseconds);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Notices.Where(row => row.Id == notice.Id).ExecuteUpdateAsync(
            row => row.SetProperty(again => again.Tries, again => again.Tries + 1).SetProperty(again => again.DueAt, due)
                .SetProperty(again => again.Trouble, trouble).SetProperty(again => again.TriedAt, now), cancellation);
        metrics.Ended("again", 1);
    }

    public async Task EndAsync(NoticeRow notice, NoticeState state, string? trouble, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await EndAsync(context.Notices.Where(row => row.Id == notice.Id), state, trouble, cancellation);
    }

    /// <summary>Forgets what ended long ago, and ends what nobody is there to be told.</summary>
    public async Task TidyAsync(CancellationToken cancellation)
    {
        var (longAgo, tooOld) = (Now() - (long)Remembered.TotalMilliseconds, Now() - (long)(NoticeSchedule.Longest + TimeSpan.FromHours(1)).TotalMilliseconds);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var ended = context.Notices.Where(row => row.State != NoticeState.Waiting);
        await ended.Where(row => row.TriedAt < longAgo).ExecuteDeleteAsync(cancellation);
        if (await ended.OrderByDescending(row => row.Id).Skip(MostEnded).Select(row => (long?)row.Id).FirstOrDefaultAsync(cancellation) is { } last)
            await ended.Where(row => row.Id <= last).ExecuteDeleteAsync(cancellation);
        await EndAsync(context.Notices.Where(row => row.State == NoticeState.Waiting && row.Since < tooOld), NoticeState.Expired, null, cancellation);
    }

    private async Task DropAsync(FedFilterContext context, CancellationToken cancellation)
    {
        var waiting = context.Notices.Where(row => row.State == NoticeState.Waiting);
        if (await waiting.CountAsync(cancellation) - MostWaiting is not (> 0 and var tooMany))
            return;
        var oldest = await waiting.OrderBy(row => row.Id).Take(tooMany).Select(row => row.Id).ToListAsync(cancellation);
        await EndAsync(context.Notices.Where(row => oldest.Contains(row.Id)), NoticeState.Dropped, "too many waited", cancellation);
        NotifyLog.Dropped(log, tooMany, MostWaiting);
    }

    private async Task EndAsync(IQueryable<NoticeRow> rows, NoticeState state, string? trouble, CancellationToken cancellation)
    {
        var now = Now();
        var ended = await rows.ExecuteUpdateAsync(
            row => row.SetProperty(end => end.State, state).SetProperty(end => end.Body, (string?)null).SetProperty(end => end.Tries, end => end.Tries + 1)
                .SetProperty(end => end.Trouble, end => state == NoticeState.Delivered ? null : trouble ?? end.Trouble).SetProperty(end => end.TriedAt, now), cancellation);
        metrics.Ended(state.ToString().ToLowerInvariant(), ended);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
