using System.Collections.Frozen;
using FedFilter.Configuration;

namespace FedFilter.Checkpoints;

/// <summary>
/// The pattern under which requests for a path are counted together, such as <c>/users/*/statuses/*</c>. It keeps the names that server software
/// uses in its routes and replaces everything else, so that it says which kind of resource was requested and not whose.
/// </summary>
internal static class PathPattern
{
    private const int MostSegments = 6;

    // Routes of web pages and client APIs; those of federation are in the presets.
    private static readonly string[] WebRoutes =
        ["about", "accounts", "api", "assets", "auth", "explore", "instance", "media", "oauth", "public", "search", "settings", "static", "system", "tags", "timelines", "v1", "v2", "web"];

    private static readonly FrozenSet<string> Routes = OriginSoftware.All
        .SelectMany(software => (IEnumerable<Policy.PathGlob>)[.. software.Inboxes, .. software.Objects, .. software.Actors])
        .SelectMany(glob => glob.ToString().Split('/'))
        .Where(segment => segment.Length > 0 && !segment.Contains('*', StringComparison.Ordinal))
        .Concat(WebRoutes)
        .Append("inbox")
        .ToFrozenSet(StringComparer.Ordinal);

    /// <param name="path">A path in canonical form, without its query.</param>
    public static string Of(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kept = segments.Take(MostSegments).Select(segment => Routes.Contains(segment) ? segment : segment.StartsWith('@') ? "@*" : "*");
        return "/" + string.Join('/', segments.Length > MostSegments ? kept.Append("**") : kept);
    }
}
