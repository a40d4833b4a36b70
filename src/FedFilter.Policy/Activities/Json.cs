using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace FedFilter.Policy.Activities;

/// <summary>Reads strangers' JSON forgivingly: what is not of the expected shape is not there.</summary>
internal static class Json
{
    private const int MaxItems = 1000;

    /// <summary>A member; undefined where there is none.</summary>
    public static JsonElement Member(JsonElement node, string name)
    {
        if (node.ValueKind != JsonValueKind.Object)
            return default;
        try
        {
            return node.TryGetProperty(name, out var value) ? value : default;
        }
        catch (InvalidOperationException)
        {
            // Another name in the object is no Unicode; one that is not readable is not the one that is sought.
            return node.EnumerateObject().FirstOrDefault(member => IsNamed(member, name)).Value;
        }
    }

    private static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A list's items, or the one that stands in its place; null counts as absent.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement node, string name)
    {
        var value = Member(node, name);
        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Take(MaxItems),
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            _ => [value],
        };
    }

    /// <summary>The types of an object, by the names that rules know them by.</summary>
    public static IEnumerable<string> Types(JsonElement node) =>
        Items(node, "type").Select(Text).OfType<string>().Select(type => Vocabulary.TypeOf(type) ?? type);

    /// <summary>The ids that a member gives, by themselves or as objects with an id.</summary>
    public static IEnumerable<string> References(JsonElement node, string name) =>
        Items(node, name).Select(item => Text(item.ValueKind == JsonValueKind.Object ? Member(item, "id") : item)).OfType<string>();

    /// <summary>
    /// All strings of a member: one, a list, or a map (a text in several languages), and whatever JSON-LD wraps these in
    /// (<c>@value</c>, <c>@set</c>, <c>@list</c>).
    /// </summary>
    public static IEnumerable<string> Strings(JsonElement node, string name) => Items(node, name).SelectMany(Strings);

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Take(MaxItems).SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().Take(MaxItems).SelectMany(member => Strings(member.Value)),
        _ => Text(value) is { } text ? [text] : [],
    };

    /// <summary>
    /// A string. Half a surrogate pair or octets that are not UTF-8 become U+FFFD: some origins read such strings so, and a post must not
    /// escape its reader by one bad character.
    /// </summary>
    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return Forgiving(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)).AsSpan()[1..^1]);
        }
    }

    private static string Forgiving(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            // The grammar was checked when the document was parsed: an escape is whole.
            i++;
            text.Append(raw[i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                var plain => plain,
            });
            if (raw[i] == 'u')
                i += 4;
        }

        return text.ToString();
    }
}
