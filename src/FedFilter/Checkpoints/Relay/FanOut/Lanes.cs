using System.Collections.Concurrent;
using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>The subscribers in memory, as the store has them; another process may change them, so it is looked at each second.</summary>
internal sealed class Lanes(Subscribers subscribers, Messages messages, RecentPosts posts, LaneQueue queue)
{
    private readonly ConcurrentDictionary<long, Lane> _byId = new();
    private long _version = -1;
    private long _message;
    private long _end;
    private long _unsure; // the end of the log at the start
    private bool _hasBegun;

    public ICollection<Lane> All => _byId.Values;

    /// <summary>Takes over what changed, and wakes whom that concerns.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        await posts.LookAsync(cancellation);
        if (!_hasBegun)
            (_hasBegun, _unsure) = (true, posts.End);
        var changed = await subscribers.ChangedSinceAsync(_version, cancellation);

        // Read after the subscribers and noted before them: who becomes active is told so first.
        foreach (var lane in await HearAsync(cancellation))
            queue.Wake(lane);
        foreach (var row in changed)
        {
            if (Take(row) is { } lane)
                queue.Wake(lane);
            _version = row.Version;
        }

        if (posts.End is var end && end != _end)
        {
            _end = end;
            foreach (var lane in _byId.Values)
                if (lane.Subscriber.IsInLog)
                    queue.Wake(lane);
        }
    }

    /// <summary>Who was rejected and told so need not be remembered; it may be one of very many.</summary>
    public void Leave(Lane lane)
    {
        if (lane is { Subscriber.IsInLog: false, HasMessages: false })
            _byId.TryRemove(new(lane.Subscriber.Id, lane));
    }

    private Lane? Take(RelaySubscriberRow row)
    {
        if (_byId.TryGetValue(row.Id, out var lane))
            lane.Take(row);
        else if (row.Place is not null)
            lane = _byId[row.Id] = new Lane(row, _unsure);
        return lane;
    }

    private async Task<List<Lane>> HearAsync(CancellationToken cancellation)
    {
        var told = new List<Lane>();
        while (await messages.NewAsync(_message, cancellation) is { Subscribers: { Count: > 0 } some } heard)
        {
            foreach (var id in some)
                if ((_byId.GetValueOrDefault(id) ?? await FindAsync(id, cancellation)) is { } lane)
                {
                    lane.HasMessages = true;
                    told.Add(lane);
                }

            _message = heard.Last;
        }

        return told;
    }

    /// <summary>One that is not here, since it never was a subscriber, or since it is new.</summary>
    private async Task<Lane?> FindAsync(long id, CancellationToken cancellation) =>
        await subscribers.FindAsync(id, cancellation) is { } row ? _byId.GetOrAdd(id, _ => new Lane(row, _unsure)) : null;
}
