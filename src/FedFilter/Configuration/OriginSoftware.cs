using System.Collections.Immutable;
using FedFilter.Policy;

namespace FedFilter.Configuration;

/// <summary>How an origin reads the JSON of a delivery.</summary>
internal enum OriginReads
{
    /// <summary>As plain JSON: a name means what it spells, and remote contexts are never fetched.</summary>
    Json,

    /// <summary>As JSON-LD: contexts decide what a name means.</summary>
    JsonLd,
}

/// <summary>
/// The preset of a server software: which paths and parameters it routes federation by, and how it reads what is delivered. An origin
/// whose software is not configured is held to <see cref="Any"/>.
/// </summary>
internal sealed record OriginSoftware
{
    /// <summary>The query parameter that Laravel, Symfony and the REST API of WordPress take a request's method from.</summary>
    public const string MethodParameter = "_method";

    /// <summary>The name in <c>gateway.origins[].software</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The names by which it announces itself in NodeInfo (<c>software.name</c>).</summary>
    public ImmutableArray<string> NodeInfoNames { get; init; } = [];

    /// <summary>Its inboxes beyond those of <c>gateway.inboxes</c>; compared in the folded form.</summary>
    public ImmutableArray<PathGlob> Inboxes { get; init; } = [];

    /// <summary>Paths under which it serves actors, posts and collections.</summary>
    public ImmutableArray<PathGlob> Objects { get; init; } = [];

    /// <summary>Paths at which it serves actors and keys, and nothing else that is ActivityPub.</summary>
    public ImmutableArray<PathGlob> Actors { get; init; } = [];

    /// <summary>Query parameters by which it routes a request or changes its method; <see cref="PathParameters"/> are among them.</summary>
    public ImmutableArray<string> RoutingParameters { get; init; } = [];

    /// <summary>Those routing parameters whose value is the path of the resource, such as <c>rest_route</c>.</summary>
    public ImmutableArray<string> PathParameters { get; init; } = [];

    /// <summary>Endpoints whose requests carry the signatures of another protocol, which the origin verifies.</summary>
    public ImmutableArray<PathGlob> OtherProtocols { get; init; } = [];

    /// <summary>
    /// Whether its own web pages send DELETE and PUT as POST with <c>X-HTTP-Method-Override</c>. Such a POST then reaches the origin with
    /// the method it means.
    /// </summary>
    public bool SendsMethodOverrides { get; init; }

    public OriginReads Reads { get; init; } = OriginReads.JsonLd;

    /// <summary>
    /// The inboxes and parameters of all presets together, and the object paths that no web application uses otherwise. Without
    /// <see cref="OtherProtocols"/>: these pass only where the software is known.
    /// </summary>
    public static OriginSoftware Any => OriginPresets.Any;

    /// <summary>Every software with a preset.</summary>
    public static ImmutableArray<OriginSoftware> All => OriginPresets.All;

    /// <summary>The preset of a configured or announced name; null if there is none.</summary>
    public static OriginSoftware? Find(string name) =>
        All.FirstOrDefault(software => software.Name == name || software.NodeInfoNames.Contains(name, StringComparer.OrdinalIgnoreCase));
}
