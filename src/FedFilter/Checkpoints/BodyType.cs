using Microsoft.Extensions.Primitives;

namespace FedFilter.Checkpoints;

/// <summary>
/// The media type of a delivery. Servers choose by it how they read a body (as a form, as UTF-7), so it must be one by which every server reads the
/// JSON that was decided about.
/// </summary>
internal static class BodyType
{
    private static readonly Rejection Unfit = new(415, "body-type", "A delivery is application/activity+json, application/ld+json or application/json, in UTF-8; name one of these, once, with no other charset.");

    public static Rejection? Check(IHeaderDictionary headers) => IsFit(headers.ContentType) ? null : Unfit;

    private static bool IsFit(StringValues values)
    {
        if (values is not [{ } text])
            return false;
        var rest = text.AsSpan();
        var type = Next(ref rest);
        if (!Is(type, MediaTypes.Activity) && !Is(type, MediaTypes.LinkedData) && !Is(type, "application/json"))
            return false;

        var (charset, profile) = (false, false);
        while (rest.Length > 0)
        {
            var parameter = Next(ref rest);
            if (parameter.Length == 0)
                continue; // a semicolon too many
            var equals = parameter.IndexOf('=');
            var name = equals < 0 ? parameter : parameter[..equals];
            var value = equals < 0 ? [] : Unquoted(parameter[(equals + 1)..]);
            if (Is(name, "charset") && !charset && Is(value, "utf-8"))
                charset = true;
            else if (Is(name, "profile") && !profile && value.Length > 0 && !value.ContainsAny("\"\\,;"))
                profile = true;
            else
                return false;
        }

        return true;
    }

    /// <summary>Takes the part before the next semicolon.</summary>
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        var (quoted, end) = (false, 0);
        for (; end < rest.Length && (quoted || rest[end] != ';'); end++)
            quoted ^= rest[end] == '"';
        var part = rest[..end].Trim(" \t");
        rest = end < rest.Length ? rest[(end + 1)..] : [];
        return part;
    }

    private static ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> value) => value is ['"', .. var inner, '"'] ? inner : value;

    private static bool Is(ReadOnlySpan<char> text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
