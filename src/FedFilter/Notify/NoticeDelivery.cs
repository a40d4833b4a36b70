using System.Text;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Notify;

/// <summary>Sends what waits: to each webhook by itself, one after the other, so that a slow one keeps nobody else waiting.</summary>
internal sealed class NoticeDelivery(Settings settings, NoticeBox box, WebhookClient client, OwnActors actors, TimeProvider time, ILogger<NoticeDelivery> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Who did not take one is not sent the next at once.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(settings.Notify.Select(webhook => ServeAsync(webhook, stoppingToken)));

    private async Task ServeAsync(Uri webhook, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var restsUntil = DateTimeOffset.MinValue;
        try
        {
            do
                if (time.GetUtcNow() >= restsUntil && await SendAllAsync(webhook, stopping) is { } rest)
                    restsUntil = time.GetUtcNow() + rest;
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Until one is not taken; then how long to wait. Null if there is no more to send.</summary>
    private async Task<TimeSpan?> SendAllAsync(Uri webhook, CancellationToken cancellation)
    {
        try
        {
            while (await box.NextAsync(webhook, cancellation) is { } notice)
                if (await SendAsync(webhook, notice, cancellation) is { } rest)
                    return rest;
            return null;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            NotifyLog.StoreFailed(log, e);
            return Rest;
        }
    }

    private async Task<TimeSpan?> SendAsync(Uri webhook, NoticeRow notice, CancellationToken cancellation)
    {
        // In the name of the first origin, as peers are asked.
        var answer = await client.PostAsync(webhook, Encoding.UTF8.GetBytes(notice.Body!), actors.Of(settings.Gateway.Origins[0]).SigningKey, cancellation);

        // What was sent is noted as sent, though the program is ending.
        if (answer.IsTaken)
        {
            await box.EndAsync(notice, NoticeState.Delivered, null, CancellationToken.None);
            return null;
        }

        if (!answer.IsForNow)
        {
            NotifyLog.Refused(log, notice.Notice, WebhookName.Of(webhook), answer.Why);
            await box.EndAsync(notice, NoticeState.Refused, answer.Why, CancellationToken.None);
            return null;
        }

        if (notice.Tries == 0)
            NotifyLog.NotTaken(log, notice.Notice, WebhookName.Of(webhook), answer.Why);
        var waited = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(notice.Since);
        if (NoticeSchedule.Next(notice.Tries, waited, answer.RetryAfter) is { } wait)
        {
            await box.AgainAsync(notice, wait, answer.Why, CancellationToken.None);
        }
        else
        {
            NotifyLog.Expired(log, notice.Notice, WebhookName.Of(webhook), answer.Why);
            await box.EndAsync(notice, NoticeState.Expired, answer.Why, CancellationToken.None);
        }

        return answer.RetryAfter > Rest ? answer.RetryAfter : Rest;
    }
}
