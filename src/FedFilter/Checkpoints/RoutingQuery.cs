using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Checkpoints;

/// <summary>
/// What an origin routes by in the query of a request. Parameter names are read as PHP and Rack read them: decoded, without the
/// brackets of an array, with dots and spaces as underscores; case is ignored.
/// </summary>
/// <param name="Parameters">How many parameters there are, whatever their names.</param>
/// <param name="Routes">Whether one of them is a routing parameter of the origin's software.</param>
/// <param name="OverridesMethod">Whether one of them changes the method.</param>
/// <param name="Paths">The paths it is routed to.</param>
internal readonly record struct RoutingQuery(int Parameters, bool Routes, bool OverridesMethod, IReadOnlyList<string> Paths)
{
    public static readonly RoutingQuery None = new(0, false, false, []);

    // Where WordPress serves by path what `rest_route` names (rest_get_url_prefix).
    private const string RestRoute = "rest_route";
    private const string RestPrefix = "/wp-json";

    /// <summary>Reads the query of a request target, and what Apache's rewriting of a path to a query makes part of it (CVE-2024-38474).</summary>
    public static RoutingQuery Of(string rawTarget, OriginSoftware software)
    {
        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? "" : rawTarget[(question + 1)..];
        var path = question < 0 ? rawTarget : rawTarget[..question];
        var hidden = path.Contains('&', StringComparison.Ordinal) || path.Contains("%26", StringComparison.Ordinal) || path.Contains("%3F", StringComparison.OrdinalIgnoreCase);
        if (query.Length == 0 && !hidden)
            return None;

        var (parameters, routes, overrides, paths) = (0, false, false, (List<string>?)null);
        foreach (var part in query.Split('&', ';'))
        {
            if (part.Length == 0)
                continue;
            parameters++;
            Read(part);
        }

        if (hidden)
            foreach (var part in PathForm.Decode(path).Split('?', '&').Skip(1))
                Read(part);
        return new RoutingQuery(parameters, routes, overrides, paths ?? []);

        void Read(string part)
        {
            var end = part.IndexOf('=', StringComparison.Ordinal);
            var name = Name(end < 0 ? part : part[..end]);
            if (!software.RoutingParameters.Contains(name))
                return;
            routes = true;
            overrides |= name == OriginSoftware.MethodParameter;
            if (!software.PathParameters.Contains(name))
                return;
            var value = PathForm.Decode((end < 0 ? "" : part[(end + 1)..]).Replace('+', ' '));
            var routed = PathForm.Canonical("/" + value.TrimStart('/', '\\'));
            (paths ??= []).Add(routed);
            if (name == RestRoute)
                paths.Add(RestPrefix + routed);
        }
    }

    private static string Name(string text)
    {
        var name = PathForm.Decode(PathForm.Decode(text.Replace('+', ' '))).TrimStart();
        var end = name.AsSpan().IndexOfAny('[', '\0');
        return (end < 0 ? name : end > 0 && name[end] == '[' && !name.Contains(']', StringComparison.Ordinal) ? name.Replace('[', '_') : name[..end])
            .Replace(' ', '_').Replace('.', '_').ToLowerInvariant();
    }
}
