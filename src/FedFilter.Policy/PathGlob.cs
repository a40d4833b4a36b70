using System.Diagnostics.CodeAnalysis;

namespace FedFilter.Policy;

/// <summary>A pattern for paths: <c>*</c> is any run of characters within one segment, <c>**</c> any number of whole segments.</summary>
public sealed class PathGlob
{
    private const string AnyRest = "/**";

    private readonly string _text;
    private readonly string[] _segments;

    private PathGlob(string text, string[] segments) => (_text, _segments) = (text, segments);

    /// <summary>Reads a pattern; it must begin with a slash.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    public static PathGlob Parse(string text) =>
        TryParse(text, out var glob) ? glob : throw new FormatException($"{text}: a path pattern begins with a slash");

    /// <summary>Reads a pattern; it must begin with a slash, and <c>**</c> must stand alone between slashes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PathGlob? glob)
    {
        glob = null;
        if (text is null || !text.StartsWith('/'))
            return false;
        var segments = text[1..].Split('/');
        if (segments.Any(segment => segment.Contains("**", StringComparison.Ordinal) && segment != "**"))
            return false;
        glob = new PathGlob(text, segments);
        return true;
    }

    /// <summary>The same pattern for paths in the canonical form (<see cref="PathForm"/>).</summary>
    public PathGlob Canonical() => With(PathForm.Canonical(_text));

    /// <summary>Returns the patterns that match in a folded form what this one matches. A <c>**</c> at the end may be no segment, so the one before it is then the last.</summary>
    public IEnumerable<PathGlob> Foldings()
    {
        var (folded, shorter) = (PathForm.Foldings(_text), _text);
        while (shorter.EndsWith(AnyRest, StringComparison.Ordinal))
            shorter = shorter[..^AnyRest.Length];
        return folded.Union(shorter is "" || shorter == _text ? [] : PathForm.Foldings(shorter)).Select(With);
    }

    /// <summary>Whether a path matches as a whole; compared octet by octet.</summary>
    public bool Matches(string path) => path.StartsWith('/') && Matches(path.AsSpan(1));

    /// <summary>Whether any of them matches; servers treat <c>/inbox/</c> as <c>/inbox</c>, so one slash at the end says nothing.</summary>
    public static bool AnyMatches(PathGlob[] globs, string path) => FirstMatch(globs, path) is not null;

    /// <summary>The first of them that matches, likewise; null if none does.</summary>
    public static PathGlob? FirstMatch(PathGlob[] globs, string path)
    {
        var trimmed = path.Length > 1 && path.EndsWith('/') ? path[..^1] : path;
        foreach (var glob in globs)
            if (glob.Matches(trimmed))
                return glob;
        return null;
    }

    /// <summary>The same, for a path without its first slash.</summary>
    // Paths are strangers' to choose: as within a segment, only the last `**` is ever returned to, so that the time is at worst the
    // product of both lengths.
    internal bool Matches(ReadOnlySpan<char> path)
    {
        int glob = 0, at = 0, star = -1, mark = 0;
        while (at <= path.Length)
        {
            var end = EndOfSegment(path, at);
            if (glob < _segments.Length && _segments[glob] == "**")
            {
                star = glob++;
                mark = at;
            }
            else if (glob < _segments.Length && MatchSegment(_segments[glob], path[at..end]))
            {
                glob++;
                at = end + 1;
            }
            else if (star >= 0)
            {
                glob = star + 1;
                mark = EndOfSegment(path, mark) + 1;
                at = mark;
            }
            else
            {
                return false;
            }
        }

        while (glob < _segments.Length && _segments[glob] == "**")
            glob++;
        return glob == _segments.Length;
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => _text;

    private PathGlob With(string pattern) => pattern == _text ? this : new PathGlob(_text, pattern[1..].Split('/'));

    private static int EndOfSegment(ReadOnlySpan<char> path, int start)
    {
        var length = path[start..].IndexOf('/');
        return length < 0 ? path.Length : start + length;
    }

    private static bool MatchSegment(ReadOnlySpan<char> glob, ReadOnlySpan<char> segment)
    {
        int g = 0, s = 0, star = -1, mark = 0;
        while (s < segment.Length)
        {
            if (g < glob.Length && glob[g] == '*')
            {
                star = g++;
                mark = s;
            }
            else if (g < glob.Length && glob[g] == segment[s])
            {
                g++;
                s++;
            }
            else if (star >= 0)
            {
                g = star + 1;
                s = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (g < glob.Length && glob[g] == '*')
            g++;
        return g == glob.Length;
    }
}
