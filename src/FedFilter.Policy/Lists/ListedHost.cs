using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Lists;

/// <summary>A host as people write it into lists: bare, as a URL, with a remark behind it, as a rule of a filter list.</summary>
internal static class ListedHost
{
    private static readonly string[] Schemes = ["https://", "http://", "hxxps://", "hxxp://"];

    /// <summary>Reads a host, or <c>*.host</c>.</summary>
    /// <param name="text">What stands there; hostile.</param>
    /// <param name="host">The canonical form, or an empty text.</param>
    /// <param name="why">Why it is none.</param>
    public static bool TryParse(string text, out string host, out string why)
    {
        why = $"`{Quote.Of(text)}` names no host";
        var name = Bare(text);
        if (name.Contains('@', StringComparison.Ordinal))
            why = $"`{Quote.Of(text)}` is an account or an exception, not a host";
        else if (name.Contains('/', StringComparison.Ordinal))
            why = $"`{Quote.Of(text)}` is a page, not a host";
        return name.StartsWith("*.", StringComparison.Ordinal) && PeerParent.TryParse(name[2..], out var parent)
            ? (host = "*." + parent).Length > 0
            : PeerName.TryParse(name, out host);
    }

    /// <summary>Whether a text is a host and nothing else, without a remark.</summary>
    public static bool Is(string text) => !text.Trim().Any(char.IsWhiteSpace) && TryParse(text, out _, out _);

    private static string Bare(string text)
    {
        var name = text.Trim().TrimStart('-', '\u2022').TrimStart();
        if (name.AsSpan().IndexOfAny(' ', '\t', '\u00a0') is > 0 and var remark)
            name = name[..remark];
        name = name.Replace("[.]", ".", StringComparison.Ordinal);
        if (name.StartsWith("||", StringComparison.Ordinal)) // Adblock's syntax
            return name[2..].Split('^', '$')[0];
        if (Schemes.FirstOrDefault(scheme => name.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } written)
            name = name[written.Length..];
        name = name.EndsWith('/') ? name[..^1] : name;
        return name is ['@', .. var handle] && !handle.Contains('@', StringComparison.Ordinal) ? handle : name;
    }
}
