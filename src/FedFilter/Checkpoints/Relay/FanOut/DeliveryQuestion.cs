using FedFilter.Identity;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>What the policy is asked about a subscriber.</summary>
internal sealed class DeliveryQuestion(RelayActor actor)
{
    private readonly Uri _inbox = new(actor.Inbox);

    /// <summary>Whether it may have a post.</summary>
    public AdmissionQuestion OfPost(Post post, Subscriber subscriber) => new()
    {
        Checkpoint = Checkpoint.Relay,
        Direction = Direction.Outbound,
        Kind = RequestKind.Delivery,
        Signer = subscriber.Host,
        KeyOwner = post.Activity!.Actor,
        Activity = post.Activity,
        Body = post.Body,
        Origin = actor.Settings.Host,
        Path = new Uri(subscriber.Inbox).AbsolutePath,
        Target = subscriber.Inbox,
    };

    /// <summary>Whether it may be a subscriber: the question that its Follow was.</summary>
    public AdmissionQuestion OfFollow(Subscriber subscriber)
    {
        var follow = ActivityReader.Read(subscriber.Follow).Activity;
        return new()
        {
            Checkpoint = Checkpoint.Relay,
            Direction = Direction.Inbound,
            Kind = RequestKind.Delivery,
            Signer = subscriber.Host,
            KeyOwner = follow?.Actor,
            ActorType = subscriber.ActorType,
            Activity = follow,
            Body = subscriber.Follow,
            Origin = actor.Settings.Host,
            Path = _inbox.AbsolutePath,
            Target = _inbox.AbsolutePath,
        };
    }
}
