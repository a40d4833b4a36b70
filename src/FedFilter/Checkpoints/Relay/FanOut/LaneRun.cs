using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Policy;
using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>A lane's turn: passes over what is not for the subscriber, and sends one thing. What the relay has to say comes before posts.</summary>
internal sealed class LaneRun(
    RecentPosts posts, Messages messages, Admission admission, DeliveryQuestion questions, DeliveryClient client, RelayActor actor, RelayActivities activities,
    Subscribers subscribers, ProgressWriter progress, StandingRound round, RelayWake wake, FanOutMetrics metrics, TimeProvider time, ILogger<LaneRun> log)
{
    /// <summary>The server says that there is no such inbox any more (410).</summary>
    public const string Gone = "inbox-gone";

    /// <summary>How long a post waits that nothing can be decided about yet.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(30);

    /// <returns>Whether there is more to do, now or later.</returns>
    public async Task<bool> RunAsync(Lane lane, CancellationToken cancellation)
    {
        if (lane.Subscriber.IsPaused)
            return false;
        if (lane.HasMessages && await SayAsync(lane, cancellation))
            return true;
        while (lane.Subscriber.IsInLog && await posts.AfterAsync(lane.Progress.Cursor, cancellation) is { } post)
        {
            if (await IsForAsync(post, lane, cancellation) is not { } isFor)
                return true;
            if (isFor)
            {
                await SendAsync(post, lane, cancellation);
                return true;
            }

            Move(lane, at => at.PassedOver(post.Sequence));
        }

        return false;
    }

    /// <returns>False if there was nothing to say.</returns>
    private async Task<bool> SayAsync(Lane lane, CancellationToken cancellation)
    {
        lane.HasMessages = false; // first: what is added from now on says so anew
        if (await messages.NextAsync(lane.Subscriber.Id, lane.LastMessage, cancellation) is not { } message)
            return false;
        lane.HasMessages = true;
        var answer = IsTooOld(message.Since) ? null : await PostAsync(lane, message.Body, cancellation);
        if (answer is not null && IsForNow(answer))
        {
            Fail(lane, answer);
            return true;
        }

        lane.LastMessage = message.Id;
        progress.NoteSaid(message.Id);
        Move(lane, at => at.Answered(answer is null or { IsTaken: true } ? null : answer.Why));
        metrics.Ended(answer is null ? "expired" : answer.IsTaken ? "message" : "refused");
        return true;
    }

    /// <summary>Null if that cannot be said yet.</summary>
    private async Task<bool?> IsForAsync(Post post, Lane lane, CancellationToken cancellation)
    {
        var isIncluded = Audience.Includes(post, lane.Subscriber);
        if (!isIncluded || post.Body is null || post.Activity is null || IsTooOld(post.TakenAt))
        {
            if (isIncluded)
                metrics.Ended("expired");
            else
                NoteUnsure(post, lane);
            return false;
        }

        var verdict = await admission.AdmitAsync(questions.OfPost(post, lane.Subscriber), cancellation);
        if (verdict.Effective == Outcome.Allow)
            return true;
        if (verdict is { Effective: Outcome.Refuse, RetryAfter: null })
        {
            metrics.Ended("not-allowed");
            NoteUnsure(post, lane);
            round.Soon();
            return false;
        }

        metrics.Ended("held");
        var until = Now() + (long)(verdict.RetryAfter ?? HeldFor).TotalMilliseconds;
        Move(lane, at => at.Held(until));
        return null;
    }

    private async Task SendAsync(Post post, Lane lane, CancellationToken cancellation)
    {
        // Before it is sent: it may arrive though no answer does, and then its deletion must too.
        NoteReceiver(post, lane);
        var answer = await PostAsync(lane, post.As(lane.Subscriber.Style, activities), cancellation);
        if (answer.IsTaken)
            Move(lane, at => at.Taken(post.Sequence, Now()));
        else if (IsForNow(answer))
            Fail(lane, answer);
        else
            Move(lane, at => at.Refused(post.Sequence, answer.Why));
        if (!IsForNow(answer))
            metrics.Ended(answer.IsTaken ? "taken" : "refused");
    }

    private async Task<PostAnswer> PostAsync(Lane lane, byte[] activity, CancellationToken cancellation)
    {
        var answer = await client.PostAsync(new Uri(lane.Subscriber.Inbox), activity, actor.SigningKey, cancellation);
        if (answer.Status == StatusCodes.Status410Gone && lane.Subscriber.State is RelayState.Active or RelayState.Suspended)
        {
            await subscribers.TurnAsync(lane.Subscriber.Host, lane.Subscriber.State, RelayState.Left, Gone, [], CancellationToken.None);
            if (await subscribers.FindAsync(lane.Subscriber.Id, CancellationToken.None) is { } ended)
                lane.Take(ended); // at once: this lane may come to the next post before the store is looked at again
            FanOutLog.Gone(log, lane.Subscriber.Host);
            wake.Wake();
        }

        return answer;
    }

    private void Fail(Lane lane, PostAnswer answer)
    {
        metrics.Ended("again");
        Move(lane, at => at.Failed(answer.Why, Now() + (long)DeliverySchedule.Next(at.Tries, answer.RetryAfter).TotalMilliseconds));
    }

    private void Move(Lane lane, Func<Progress, Progress> change)
    {
        lane.Move(change);
        progress.Note(lane);
    }

    /// <summary>It may have been sent this before the program was killed, though it would not be sent it now.</summary>
    private void NoteUnsure(Post post, Lane lane)
    {
        if (post.Sequence <= lane.UnsureUntil && Audience.Included(post, lane.Subscriber))
            NoteReceiver(post, lane);
    }

    private void NoteReceiver(Post post, Lane lane)
    {
        if (lane.Subscriber.Place is { } place && post.Receivers.Add(place))
            progress.Note(post.Receivers);
    }

    private bool IsTooOld(long since) => Now() - since >= (long)DeliverySchedule.Longest.TotalMilliseconds;

    /// <summary>A signature that is not taken may be next time, when the key is read anew; and an inbox that leads elsewhere may come back.</summary>
    private static bool IsForNow(PostAnswer answer) => answer.IsForNow || answer.Status is 401 or (>= 300 and < 400);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
