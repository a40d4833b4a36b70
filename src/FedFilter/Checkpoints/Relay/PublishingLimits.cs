using FedFilter.Policy;

namespace FedFilter.Checkpoints.Relay;

/// <summary>
/// Limits the posts and bytes that a subscriber publishes in a minute, and the bytes that wait for slow subscribers. Deletes have a reserve of their own: a
/// server that has published too much can still take posts back.
/// </summary>
internal sealed class PublishingLimits(RelayBacklog backlog, TimeProvider time)
{
    public const int PostsAMinute = 60;
    public const int BytesAMinute = 16 * 1024 * 1024;
    public const int DeletesAMinute = 600;

    /// <summary>A Delete larger than this counts as a post.</summary>
    public const int LargestDelete = 16 * 1024;

    public const long MostWaiting = 256 * 1024 * 1024;

    /// <summary>The bytes of Deletes that may wait beyond <see cref="MostWaiting"/>.</summary>
    public const long ReserveForDeletes = 16 * 1024 * 1024;

    private static readonly Rate Posts = new(PostsAMinute, TimeSpan.FromMinutes(1));
    private static readonly Rate Deletes = new(DeletesAMinute, TimeSpan.FromMinutes(1));
    private static readonly Rate Kibibytes = new(BytesAMinute / 1024, TimeSpan.FromMinutes(1));

    private readonly RateBuckets _published = new(time);

    /// <summary>Counts an activity before anything is fetched or stored for it.</summary>
    public async ValueTask<Rejection?> CountAsync(RelayDelivery delivery, CancellationToken cancellation)
    {
        var isDelete = delivery.Type == "Delete" && delivery.Body.Length <= LargestDelete;
        if (_published.Take(isDelete ? "deletes" : "posts", delivery.Host, isDelete ? Deletes : Posts) is { } wait)
            return TooMany(wait);
        var most = isDelete ? MostWaiting + ReserveForDeletes : MostWaiting;
        if (await backlog.BytesAsync(cancellation) + delivery.Body.Length > most)
            return new Rejection(503, "relay-full", "Too many posts wait for subscribers that are slow. Try again later.", TimeSpan.FromMinutes(5));
        return isDelete ? null : CountBytes(delivery.Host, delivery.Body.Length);
    }

    /// <summary>Counts bytes that are stored: the activity, or what was fetched for an Announce.</summary>
    public Rejection? CountBytes(string host, int bytes) =>
        _published.Take("kibibytes", host, Kibibytes, Math.Min((bytes + 1023) / 1024, Kibibytes.Count)) is { } wait ? TooMany(wait) : null;

    private static Rejection TooMany(TimeSpan wait) => new(429, "rate-limited", "A server may publish 60 posts and 16 MiB a minute through this relay.", wait);
}
