using FedFilter.Configuration;
using FedFilter.Peers;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>The paths on an origin that the links of its NodeInfo index or WebFinger answer lead to.</summary>
internal static class AnnouncedLinks
{
    /// <summary>The paths on the origin's own host that links of a relation lead to. Never throws.</summary>
    public static IReadOnlyList<string> Paths(ReadOnlyMemory<byte> json, Func<string, bool> relation, OriginSettings origin) =>
        [.. WebFingerAnswer.Parse(json).Links.Where(link => relation(link.Relation)).Select(link => OwnPath(link.Target, origin)).OfType<string>().Distinct()];

    private static string? OwnPath(string? href, OriginSettings origin) =>
        Uri.TryCreate(href, UriKind.Absolute, out var url)
        && origin.Aliases.Prepend(origin.Host).Contains(url.Authority, StringComparer.OrdinalIgnoreCase)
        && PathOf(href) is { IsAmbiguous: false } path
            ? path.Canonical
            : null;

    /// <summary>The path as it is written in a URL; not by way of Uri, which would mend what makes it ambiguous.</summary>
    private static RequestPath PathOf(string url)
    {
        var authority = url.IndexOf("//", StringComparison.Ordinal) + "//".Length;
        var path = url.AsSpan(authority).IndexOfAny("/?#\\");
        return RequestPath.Of(path < 0 ? "/" : url[(authority + path)..]);
    }
}
