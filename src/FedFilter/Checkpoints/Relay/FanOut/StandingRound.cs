using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>
/// Asks every few seconds whether each subscriber may still be one, and at once when the policy changed or a delivery was refused. Who may
/// not is told, and gets nothing from then on; who may again is told too, and gets what comes from then on.
/// </summary>
internal sealed class StandingRound(
    Lanes lanes, Admission admission, DeliveryQuestion questions, Subscribers subscribers, RelayActivities activities, RelayWake wake, PolicyStore policies,
    RelayAnswers answers, TimeProvider time, ILogger<StandingRound> log) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private const int TicksBetween = 5;

    private volatile bool _soon;

    /// <summary>A subscriber was refused something: it may have lost its standing altogether.</summary>
    public void Soon() => _soon = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var (decidedBy, ticks) = ("", 0);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (_soon || policies.Current.Revision != decidedBy || ++ticks >= TicksBetween)
                {
                    (_soon, decidedBy, ticks) = (false, policies.Current.Revision, 0);
                    await AskAllAsync(stoppingToken);
                }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task AskAllAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var lane in lanes.All)
                if (lane.Subscriber.State is RelayState.Active or RelayState.Suspended)
                    await AskAsync(lane.Subscriber, cancellation);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            FanOutLog.StoreFailed(log, e);
        }
    }

    private async Task AskAsync(Subscriber subscriber, CancellationToken cancellation)
    {
        var question = questions.OfFollow(subscriber);
        switch (subscriber.State, await admission.WouldAdmitAsync(question, cancellation))
        {
            case (RelayState.Active, Outcome.Refuse):
                // Once more, to be on record: it is told the decision's id.
                if (await admission.AdmitAsync(question, cancellation) is { Effective: Outcome.Refuse } verdict
                    && await TurnAsync(subscriber, RelayState.Suspended, verdict.Code, activities.Reject(subscriber.Follow, answers.WordsOf(verdict)), cancellation))
                    FanOutLog.Suspended(log, subscriber.Host, verdict.Code, verdict.Id);
                break;
            case (RelayState.Suspended, Outcome.Allow):
                if (await TurnAsync(subscriber, RelayState.Active, null, activities.Accept(subscriber.Follow), cancellation))
                    FanOutLog.Resumed(log, subscriber.Host);
                break;
        }
    }

    private async Task<bool> TurnAsync(Subscriber subscriber, RelayState state, string? code, byte[] message, CancellationToken cancellation)
    {
        var isTurned = await subscribers.TurnAsync(subscriber.Host, subscriber.State, state, code, [message], cancellation);
        wake.Wake();
        return isTurned;
    }
}
