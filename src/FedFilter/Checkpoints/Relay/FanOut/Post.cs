using FedFilter.Storage;

namespace FedFilter.Checkpoints.Relay.FanOut;

/// <summary>One entry of the log, read once for all subscribers.</summary>
internal sealed class Post(RelayPostRow row, Receivers receivers, IReadOnlyList<Receivers> earlier)
{
    private byte[]? _announced;

    public long Sequence => row.Sequence;

    public RelayPostKind Kind => row.Kind;

    public string Publisher => row.Publisher;

    /// <summary>The id of what it is about.</summary>
    public string? Object => row.Object;

    /// <summary>As it was published; null if nobody can be sent it any more.</summary>
    public byte[]? Body => row.Body;

    public long TakenAt => row.TakenAt;

    public int Octets => (row.Body?.Length ?? 0) + row.Receivers.Length + 1000;

    /// <summary>What a decision looks at; null if it cannot be read.</summary>
    public Activity? Activity { get; } = row.Body is null ? null : ActivityReader.Read(row.Body).Activity;

    /// <summary>To whom this one was sent.</summary>
    public Receivers Receivers => receivers;

    /// <summary>Whether it is known who was sent what it is about.</summary>
    public bool IsOfKnown => earlier.Count > 0;

    /// <summary>Whether it is about its own actor, whom everyone may know.</summary>
    public bool IsOfActor => Object is not null && Object == Activity?.Actor;

    /// <summary>Whether somebody was sent what it is about.</summary>
    public bool WasSentTo(int place) => earlier.Any(sent => sent.Has(place));

    /// <summary>What goes over the wire: something new as an announcement to whom expects one, and in place of what nobody could verify.</summary>
    public byte[] As(RelayStyle style, RelayActivities activities) =>
        Kind != RelayPostKind.Post || Object is null || (style == RelayStyle.Mastodon && row.IsProven)
            ? Body!
            : _announced ??= activities.Announce(Object, Sequence, DateTimeOffset.FromUnixTimeMilliseconds(TakenAt));
}
