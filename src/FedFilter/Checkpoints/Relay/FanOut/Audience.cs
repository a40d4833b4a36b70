using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>For whom a post is at all, whatever the policy says.</summary>
internal static class Audience
{
    public static bool Includes(Post post, Subscriber subscriber) =>
        subscriber.Place is { } place && post.Publisher != subscriber.Host && post.Kind switch
        {
            // Whoever had it must learn that it is gone, whatever has become of them; where nobody knows who had it, all may have.
            RelayPostKind.Delete => post.IsOfKnown ? post.WasSentTo(place) : IsCurrent(post, subscriber),
            RelayPostKind.Update => IsCurrent(post, subscriber) && (post.IsOfActor || post.WasSentTo(place)),
            _ => IsCurrent(post, subscriber),
        };

    /// <summary>Whether it was for a subscriber as long as that had standing.</summary>
    public static bool Included(Post post, Subscriber subscriber) => Includes(post, subscriber with { State = RelayState.Active, Since = 0 });

    /// <summary>Nothing that was published before it became active is for it.</summary>
    private static bool IsCurrent(Post post, Subscriber subscriber) => subscriber.State == RelayState.Active && post.TakenAt >= subscriber.Since;
}
