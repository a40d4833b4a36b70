using System.Diagnostics.CodeAnalysis;

namespace FedFilter.Policy;

/// <summary>A pattern for paths: <c>*</c> is any run of characters within one segment, <c>**</c> any number of whole segments.</summary>
public sealed class PathGlob
{
    private readonly string[] _segments;

    private PathGlob(string[] segments) => _segments = segments;

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
        glob = new PathGlob(segments);
        return true;
    }

    /// <summary>Whether a path matches as a whole; compared octet by octet.</summary>
    public bool Matches(string path) => path.StartsWith('/') && Match(_segments, path.AsSpan(1), atEnd: false);

    private static bool Match(ReadOnlySpan<string> globs, ReadOnlySpan<char> path, bool atEnd)
    {
        if (globs.IsEmpty)
            return atEnd;
        if (globs[0] == "**")
        {
            // Zero segments, or one and then the same again.
            if (Match(globs[1..], path, atEnd))
                return true;
            return !atEnd && Match(globs, Rest(path, out var end), end);
        }

        if (atEnd)
            return false;
        var slash = path.IndexOf('/');
        return MatchSegment(globs[0], slash < 0 ? path : path[..slash]) && Match(globs[1..], Rest(path, out var last), last);
    }

    private static ReadOnlySpan<char> Rest(ReadOnlySpan<char> path, out bool atEnd)
    {
        var slash = path.IndexOf('/');
        atEnd = slash < 0;
        return atEnd ? [] : path[(slash + 1)..];
    }

    // Greedy with one point to return to: linear in practice, quadratic at worst, never exponential.
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
