using System.Collections.Concurrent;
using FedFilter.Configuration;

namespace FedFilter.OwnCommitments;

/// <summary>
/// Signs anew, in time, what an admin signed once and what still says the same. Looks four times a day, so that a changed text is told
/// soon; a document that has run out is left to the admin: a server that was away for so long does not promise by itself.
/// </summary>
internal sealed class Renewal(Settings settings, OwnDocuments documents, TimeProvider time, ILogger<Renewal> log) : BackgroundService
{
    /// <summary>A third of its life is left: time enough for a page that cannot be read for some weeks.</summary>
    public static readonly TimeSpan Before = OwnDocument.Lifetime / 3;

    public static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<string, string> _said = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                await LookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    public async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var origin in settings.Gateway.Origins)
            await LookSafelyAsync(origin, cancellation);
    }

    private async Task LookSafelyAsync(OriginSettings origin, CancellationToken cancellation)
    {
        if (origin.Commits is not { } commits)
            return;
        try
        {
            await LookAsync(origin, commits, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            OwnCommitmentsLog.NotWritten(log, origin.Host, e.Message);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            OwnCommitmentsLog.LookFailed(log, origin.Host, e);
        }
    }

    private async Task LookAsync(OriginSettings origin, CommitsSettings commits, CancellationToken cancellation)
    {
        var text = await documents.TextAsync(commits, cancellation);
        switch (documents.StateOf(origin, commits, text))
        {
            case OwnState.InForce inForce when inForce.Document.Expires - time.GetUtcNow() <= Before:
                var renewed = documents.Sign(origin, commits, text.Sha256);
                OwnCommitmentsLog.Renewed(log, origin.Host, renewed.Expires);
                _said.TryRemove(origin.Host, out _);
                break;
            case OwnState.InForce:
                _said.TryRemove(origin.Host, out _);
                break;
            case OwnState.TextUnread unread when unread.Document.Expires - time.GetUtcNow() <= Before:
                Say(origin, unread.Why, () => OwnCommitmentsLog.NotRenewed(log, origin.Host, unread.Document.Expires, unread.Why));
                break;
            case OwnState.Outdated outdated:
                Say(origin, outdated.Why, () => OwnCommitmentsLog.NotRenewed(log, origin.Host, outdated.Document.Expires, outdated.Why));
                break;
            case OwnState.Void gone:
                Say(origin, gone.Why, () => OwnCommitmentsLog.Void(log, origin.Host, gone.Why));
                break;
            case OwnState.NeverSigned:
                Say(origin, "", () => OwnCommitmentsLog.NeverSigned(log, origin.Host));
                break;
        }
    }

    /// <summary>Each thing once, until it is another.</summary>
    private void Say(OriginSettings origin, string why, Action say)
    {
        if (_said.TryGetValue(origin.Host, out var said) && said == why)
            return;
        _said[origin.Host] = why;
        say();
    }
}
