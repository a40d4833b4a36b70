using System.Diagnostics.CodeAnalysis;

namespace FedFilter.Policy.Rules;

/// <summary>
/// A pattern for http and https URLs, such as <c>https://social.example/users/*</c>: the host is a segment like those of the path, with
/// <c>*</c> and <c>**</c> as in <see cref="PathGlob"/>.
/// </summary>
internal sealed class UrlGlob
{
    private readonly string _scheme;
    private readonly PathGlob _rest;

    private UrlGlob(string scheme, PathGlob rest) => (_scheme, _rest) = (scheme, rest);

    public static bool TryParse(string text, [NotNullWhen(true)] out UrlGlob? glob)
    {
        glob = null;
        foreach (var scheme in (ReadOnlySpan<string>)["https://", "http://"])
            if (text.StartsWith(scheme, StringComparison.Ordinal)
                && text.Length > scheme.Length
                && PathGlob.TryParse("/" + text[scheme.Length..], out var rest))
                glob = new UrlGlob(scheme, rest);
        return glob is not null;
    }

    /// <summary>Whether a canonical URL (<see cref="Facts.ActorUrl"/>) matches as a whole.</summary>
    public bool Matches(string url) => url.StartsWith(_scheme, StringComparison.Ordinal) && _rest.Matches(url.AsSpan(_scheme.Length));

    public override string ToString() => _scheme + _rest.ToString()[1..];
}
