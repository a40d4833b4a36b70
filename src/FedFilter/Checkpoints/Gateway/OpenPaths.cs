using System.Collections.Immutable;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// What passes without a signature: what every server must be able to read before it can sign or verify anything, what the admin added, and what
/// the origin itself announces (<see cref="OriginDiscovery"/>).
/// </summary>
internal sealed class OpenPaths(GatewaySettings settings)
{
    private static readonly string[] Always =
    [
        "/.well-known/webfinger", "/.well-known/nodeinfo", "/.well-known/host-meta", "/.well-known/host-meta.json",
        "/nodeinfo/*", "/wp-json/activitypub/1.0/nodeinfo/*", // what servers' .well-known/nodeinfo points to
        "/actor", // the instance actor, as Mastodon places it: two careful servers need each other's to begin at all
        PublicPaths.All, PublicPaths.Commitments,
    ];

    private readonly PathGlob[] _globs = [.. Always.Concat(settings.Open).Select(PathGlob.Parse)];

    private ImmutableDictionary<string, ImmutableHashSet<string>> _announced = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    public bool Include(OriginSettings origin, string path) => Find(origin, path) is not null;

    /// <summary>The entry by which a path is open; null if it is not.</summary>
    public string? Find(OriginSettings origin, string path) =>
        _announced.TryGetValue(origin.Host, out var announced) && announced.Contains(path) ? path : PathGlob.FirstMatch(_globs, path)?.ToString();

    /// <summary>Takes the place of what the origin announced before.</summary>
    public void Announce(OriginSettings origin, IEnumerable<string> paths) =>
        ImmutableInterlocked.AddOrUpdate(ref _announced, origin.Host, _ => [.. paths], (_, _) => [.. paths]);
}
