using System.Globalization;
using System.Text;

namespace FedFilter.Signatures.StructuredFields;

/// <summary>Serialises structured fields (RFC 9651, section 4.1): the one form in which they are signed.</summary>
internal static class SfWriter
{
    public static string Write(SfInnerList list)
    {
        var text = new StringBuilder("(").AppendJoin(' ', list.Items.Select(Write)).Append(')');
        return WriteParameters(list.Parameters, text).ToString();
    }

    public static string Write(SfItem item) => WriteParameters(item.Parameters, new StringBuilder(Write(item.Value))).ToString();

    /// <summary>A member's value, without its key.</summary>
    public static string Write(SfMember member) => member.List is { } list ? Write(list) : Write(member.Item!);

    private static StringBuilder WriteParameters(IEnumerable<SfParameter> parameters, StringBuilder text)
    {
        foreach (var (key, value) in parameters)
        {
            text.Append(';').Append(key);
            if (value is not true)
                text.Append('=').Append(Write(value));
        }

        return text;
    }

    private static string Write(object value) => value switch
    {
        string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        SfToken token => token.Text,
        byte[] octets => $":{Convert.ToBase64String(octets)}:",
        bool flag => flag ? "?1" : "?0",
        decimal number => number.ToString("0.0##", CultureInfo.InvariantCulture),
        _ => ((long)value).ToString(CultureInfo.InvariantCulture),
    };
}
