using System.Collections.Immutable;
using FedFilter.Policy;

namespace FedFilter.Configuration;

/// <summary>How an origin reads the JSON of a delivery.</summary>
internal enum OriginReads
{
    /// <summary>As plain JSON: a name means what it spells, and contexts are ignored.</summary>
    Json,

    /// <summary>As JSON-LD: contexts decide what a name means.</summary>
    JsonLd,
}

/// <summary>
/// The preset of a server software: which paths and parameters it routes federation by, and how it reads what is delivered. An origin
/// whose software is not configured is held to <see cref="Any"/>, the union of all of them.
/// </summary>
internal sealed record OriginSoftware
{
    /// <summary>The name in <c>gateway.origins[].software</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The names by which it announces itself in NodeInfo (<c>software.name</c>).</summary>
    public ImmutableArray<string> NodeInfoNames { get; init; } = [];

    /// <summary>Its inboxes beyond those of <c>gateway.inboxes</c>; compared without regard to case.</summary>
    public ImmutableArray<PathGlob> Inboxes { get; init; } = [];

    /// <summary>Paths under which it serves actors, posts and collections.</summary>
    public ImmutableArray<PathGlob> Objects { get; init; } = [];

    /// <summary>Query parameters by which it routes a request or changes its method.</summary>
    public ImmutableArray<string> RoutingParameters { get; init; } = [];

    /// <summary>Endpoints whose requests carry the signatures of another protocol, which the origin verifies.</summary>
    public ImmutableArray<PathGlob> OtherProtocols { get; init; } = [];

    public OriginReads Reads { get; init; } = OriginReads.JsonLd;

    public static readonly OriginSoftware Any = new()
    {
        Name = "any",
        Objects = [.. ((string[])["/users/**", "/notes/*", "/objects/*"]).Select(PathGlob.Parse)],
        RoutingParameters = ["rest_route"],
    };

    /// <summary>Every software with a preset.</summary>
    public static readonly ImmutableArray<OriginSoftware> All = [];

    /// <summary>The preset of a configured or announced name; null if there is none.</summary>
    public static OriginSoftware? Find(string name) =>
        All.FirstOrDefault(software => software.Name == name || software.NodeInfoNames.Contains(name, StringComparer.OrdinalIgnoreCase));
}
