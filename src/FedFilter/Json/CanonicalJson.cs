using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FedFilter.Json;

/// <summary>
/// JSON in exactly one form of octets (JCS, RFC 8785), so that it can be hashed and signed: no white space, keys in the order of their
/// UTF-16 code units, strings and numbers as ECMAScript writes them.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>The canonical octets.</summary>
    /// <exception cref="FormatException">A string is not valid Unicode, or a number is no finite double: RFC 8785 has no form for them.</exception>
    public static byte[] Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, text);
                break;
            case JsonValueKind.Array:
                WriteArray(value, text);
                break;
            case JsonValueKind.String:
                WriteString(Text(value.GetString), text);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value.GetDouble()));
                break;
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            default:
                text.Append("null");
                break;
        }
    }

    private static void WriteObject(JsonElement value, StringBuilder text)
    {
        var separator = '{';
        foreach (var property in value.EnumerateObject().Select(property => (Name: Text(() => property.Name), property.Value)).OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            text.Append(separator);
            WriteString(property.Name, text);
            text.Append(':');
            Write(property.Value, text);
            separator = ',';
        }

        text.Append(separator == '{' ? "{}" : "}");
    }

    private static void WriteArray(JsonElement value, StringBuilder text)
    {
        text.Append('[');
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
                text.Append(',');
            first = false;
            Write(item, text);
        }

        text.Append(']');
    }

    // RFC 8785, section 3.2.2.2: only what must be escaped is, in the shortest form.
    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }

    // System.Text.Json reports a lone surrogate when the string is read.
    private static string Text(Func<string?> read)
    {
        try
        {
            return read()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A string is not valid Unicode.", e);
        }
    }

    /// <summary>A double as ECMAScript writes it (ECMA-262, Number::toString; RFC 8785, section 3.2.2.3).</summary>
    internal static string Number(double value)
    {
        if (!double.IsFinite(value))
            throw new FormatException("A number is no finite double.");
        if (value == 0)
            return "0"; // negative zero too
        if (value < 0)
            return "-" + Number(-value);

        // The shortest digits that read back as the same double; .NET and ECMAScript agree on them and differ in where the point goes.
        var (digits, exponent) = Digits(value.ToString("R", CultureInfo.InvariantCulture));
        return Layout(digits, exponent);
    }

    /// <summary>Significant digits without trailing zeros, and n such that the value is 0.digits × 10^n.</summary>
    private static (string Digits, int Exponent) Digits(string text)
    {
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent - leading);
    }

    private static string Layout(string digits, int n)
    {
        var k = digits.Length;
        if (k <= n && n <= 21)
            return digits + new string('0', n - k);
        if (n is > 0 and <= 21)
            return $"{digits[..n]}.{digits[n..]}";
        if (n is > -6 and <= 0)
            return $"0.{new string('0', -n)}{digits}";
        var exponent = string.Create(CultureInfo.InvariantCulture, $"e{(n > 0 ? "+" : "-")}{Math.Abs(n - 1)}");
        return k == 1 ? digits + exponent : $"{digits[0]}.{digits[1..]}{exponent}";
    }
}
