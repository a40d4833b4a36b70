using System.Collections.Immutable;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Paths for which no signature is asked: what every server must be able to read before it can sign or verify anything, what the admin added,
/// and what the origin itself announces (<see cref="OriginDiscovery"/>). What the origin answers there is still checked (<see cref="ContentGate"/>).
/// </summary>
internal sealed class OpenPaths(GatewaySettings settings)
{
    /// <summary>The instance actor as Mastodon places it. Two servers that both ask for signatures need each other's to begin at all.</summary>
    private const string InstanceActor = "/actor";

    private static readonly string[] Always =
    [
        "/.well-known/webfinger", "/.well-known/nodeinfo", "/.well-known/host-meta", "/.well-known/host-meta.json",
        "/nodeinfo/*", "/wp-json/activitypub/1.0/nodeinfo/*", // what servers' .well-known/nodeinfo points to
        InstanceActor, PublicPaths.All, PublicPaths.Commitments,
    ];

    private readonly PathGlob[] _globs = [.. Always.Concat(settings.Open).Select(PathGlob.Parse)];
    private readonly PathGlob[] _always = [.. Always.Select(PathGlob.Parse)];
    private readonly PathGlob[] _patterns = [.. settings.Open.Where(path => path.Contains('*', StringComparison.Ordinal)).Select(PathGlob.Parse)];

    private readonly ImmutableHashSet<string> _instanceActors = [InstanceActor, .. settings.Open.Where(path => !path.Contains('*', StringComparison.Ordinal))];

    private ImmutableDictionary<string, AnnouncedPaths> _announced = ImmutableDictionary<string, AnnouncedPaths>.Empty;

    public bool Include(GatewayRequest request) => !request.Path.IsAmbiguous && !request.Query.Routes && Include(request.Origin, request.Path.Canonical);

    public bool Include(OriginSettings origin, string path) => Find(origin, path) is not null;

    /// <summary>
    /// Returns whether a signer may be allowed more at an open path than everybody: a pattern of the admin's opens it. Instance actors and what every
    /// server must be able to read never depend on a signature.
    /// </summary>
    public bool DependOnSigner(OriginSettings origin, string path) =>
        PathGlob.AnyMatches(_patterns, path)
        && !PathGlob.AnyMatches(_always, path)
        && !_instanceActors.Contains(path)
        && !(AnnouncedBy(origin) is { } announced && (announced.NodeInfo.Contains(path) || announced.Actors.Contains(path)));

    /// <summary>Returns the entry by which a path is open, or null if it is not.</summary>
    public string? Find(OriginSettings origin, string path) =>
        AnnouncedBy(origin) is { } announced && (announced.NodeInfo.Contains(path) || announced.Actors.Contains(path))
            ? path
            : PathGlob.FirstMatch(_globs, path)?.ToString();

    /// <summary>Returns whether a request target is exactly the path of an instance actor, in its canonical form and without a query.</summary>
    public bool IsInstanceActor(OriginSettings origin, string target) =>
        !RequestPath.Of(target).IsAmbiguous && (_instanceActors.Contains(target) || AnnouncedBy(origin)?.Actors.Contains(target) == true);

    /// <summary>Replaces what the origin announced before.</summary>
    public void Announce(OriginSettings origin, AnnouncedPaths paths) =>
        ImmutableInterlocked.AddOrUpdate(ref _announced, origin.Host, _ => paths, (_, _) => paths);

    private AnnouncedPaths? AnnouncedBy(OriginSettings origin) => _announced.GetValueOrDefault(origin.Host);
}

/// <summary>The paths that an origin announces.</summary>
/// <param name="NodeInfo">Paths of NodeInfo documents.</param>
/// <param name="Actors">Paths of instance actors.</param>
internal sealed record AnnouncedPaths(IReadOnlyList<string> NodeInfo, IReadOnlyList<string> Actors);
