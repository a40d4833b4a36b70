namespace FedFilter.Policy.Facts;

/// <summary>Which way content flows: <see cref="Inbound"/> from the peer to the origin, <see cref="Outbound"/> from the origin to the peer.</summary>
public enum Direction
{
    /// <summary>The peer hands something to the origin (a delivery to our inbox).</summary>
    Inbound,

    /// <summary>The origin's content leaves (a fetch by the peer, our delivery, relaying).</summary>
    Outbound,
}

/// <summary>The place where the decision will be enforced.</summary>
public enum Checkpoint
{
    /// <summary>The reverse proxy in front of the origin.</summary>
    Gateway,

    /// <summary>The proxy for the origin's own requests.</summary>
    Egress,

    /// <summary>The relay.</summary>
    Relay,

    /// <summary>The answerer for nginx, Caddy, Traefik and Envoy.</summary>
    ForwardAuth,
}

/// <summary>Whether the request is for a document or hands one over.</summary>
public enum RequestKind
{
    /// <summary>A GET or HEAD for an ActivityPub document.</summary>
    Fetch,

    /// <summary>A POST of an activity.</summary>
    Delivery,
}

/// <summary>All that a decision may look at, for one host. Built by a checkpoint from what it verified.</summary>
public sealed record RequestFacts
{
    /// <summary>The peer's canonical host: lower case, A-labels, no trailing dot, port only if not 443.</summary>
    public required string Peer { get; init; }

    /// <summary>Which way content flows.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Where the decision will be enforced.</summary>
    public required Checkpoint Checkpoint { get; init; }

    /// <summary>Fetch or delivery.</summary>
    public required RequestKind Kind { get; init; }

    /// <summary>True if a signature verified; false only for an unsigned fetch that is let through to the policy.</summary>
    public required bool HasSignature { get; init; }

    /// <summary>The path without its query, in the canonical form (<see cref="PathForm.Canonical"/>).</summary>
    public string Path { get; init; } = "/";

    /// <summary>Further paths by which the origin may route the request, such as the value of <c>rest_route</c> in the query.</summary>
    public IReadOnlyList<string> RoutedPaths { get; init; } = [];

    /// <summary>Whether <see cref="Path"/> is in the folded form.</summary>
    internal bool PathIsFolded { get; init; }

    /// <summary>The activity's types, for a delivery; empty otherwise.</summary>
    public IReadOnlyList<string> ActivityTypes { get; init; } = [];

    /// <summary>The acting actor's id as <see cref="ActorUrl"/> spells it: the activity's, or for a fetch the key's owner. Null if not known.</summary>
    public string? Actor { get; init; }

    /// <summary>The type that the actor's own document gives. Null if not known.</summary>
    public string? ActorType { get; init; }

    /// <summary>What the peer says it runs, such as <c>mastodon</c>. Null if not known.</summary>
    public string? Software { get; init; }

    /// <summary>
    /// The domain of the actor's handle, if it differs from the actor's host and both sides confirm the handle. Only rules that stop a request
    /// use it. Null if it is the same or unknown.
    /// </summary>
    public string? HandleDomain { get; init; }

    /// <summary>When a request of the peer was verified for the first time. Null if not known.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Whether the activity's actor or id is on another host than the one that signed.</summary>
    public bool Forwarded { get; init; }

    /// <summary>The activity, for a delivery. Null if it is not known.</summary>
    public ActivityBody? Body { get; init; }

    /// <summary>Where answers about what is not kept are noted, or those of an earlier decision. Null if nobody wants them.</summary>
    public Answers? Answers { get; init; }
}
