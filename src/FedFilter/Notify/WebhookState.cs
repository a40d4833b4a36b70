using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Notify;

/// <summary>How it stands with one webhook, for <c>doctor</c>.</summary>
/// <param name="Waiting">How many notices are still to be taken.</param>
/// <param name="Lost">How many were not taken in the last weeks: refused, given up after a day, or dropped.</param>
/// <param name="Trouble">What was wrong the last time that one was not taken; null if that never happened.</param>
/// <param name="TroubleAt">When that was.</param>
/// <param name="TakenAt">When one was last taken; null if none was.</param>
internal sealed record WebhookState(int Waiting, int Lost, string? Trouble, DateTimeOffset? TroubleAt, DateTimeOffset? TakenAt)
{
    /// <summary>Whether the last one that was sent was taken.</summary>
    public bool IsGood => TroubleAt is null || TakenAt >= TroubleAt;

    public static async Task<WebhookState> OfAsync(IDbContextFactory<FedFilterContext> contexts, Uri webhook, CancellationToken cancellation)
    {
        var url = webhook.AbsoluteUri;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var all = context.Notices.AsNoTracking().Where(row => row.Webhook == url);
        var trouble = await all.Where(row => row.Trouble != null).OrderByDescending(row => row.TriedAt).FirstOrDefaultAsync(cancellation);
        return new WebhookState(
            await all.CountAsync(row => row.State == NoticeState.Waiting, cancellation),
            await all.CountAsync(row => row.State != NoticeState.Waiting && row.State != NoticeState.Delivered, cancellation),
            trouble?.Trouble,
            Time(trouble?.TriedAt),
            Time(await all.Where(row => row.State == NoticeState.Delivered).MaxAsync(row => row.TriedAt, cancellation)));
    }

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
