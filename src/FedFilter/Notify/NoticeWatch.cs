using FedFilter.Configuration;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Notify;

/// <summary>Notices what nobody tells: a policy folder that stays wrong, and attestations that end soon.</summary>
internal sealed class NoticeWatch(Settings settings, PolicyStore policies, NoticeBox box, TimeProvider time, ILogger<NoticeWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slowly = TimeSpan.FromHours(1);

    /// <summary>An editor saves files that are half written.</summary>
    private static readonly TimeSpan WrongFor = TimeSpan.FromMinutes(1);

    private DateTimeOffset? _wrongSince;
    private bool _isTold;
    private DateTimeOffset _lookedAt = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Notify.Count == 0)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                await LookSafelyAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task LookSafelyAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAtPolicyAsync(cancellation);
            if (time.GetUtcNow() - _lookedAt < Slowly)
                return;
            foreach (var notice in AttestationNotice.Of(policies.Current.AttestationEnds(), time.GetUtcNow()))
                await box.AddAsync(notice, cancellation);
            await box.TidyAsync(cancellation);
            _lookedAt = time.GetUtcNow();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            NotifyLog.StoreFailed(log, e);
        }
    }

    /// <summary>Once, until the folder is right again.</summary>
    private async Task LookAtPolicyAsync(CancellationToken cancellation)
    {
        var (problems, now) = (policies.Problems, time.GetUtcNow());
        if (problems.Count == 0)
        {
            (_wrongSince, _isTold) = (null, false);
            return;
        }

        _wrongSince ??= now;
        if (_isTold || now - _wrongSince < WrongFor)
            return;
        await box.AddAsync(PolicyNotice.Of(policies.Current.Revision, problems, now), cancellation);
        _isTold = true;
    }
}
