using System.Text;
using FedFilter.Signatures.StructuredFields;

namespace FedFilter.Signatures.Rfc9421;

/// <summary>The octets that were signed (RFC 9421, section 2.5).</summary>
internal static class SignatureBase
{
    /// <summary>The base, or null if it names a component that is absent or not supported. Component parameters are not (sections 2.1 and 2.2).</summary>
    public static byte[]? Of(SfInnerList input, SignedMessage message)
    {
        var text = new StringBuilder();
        foreach (var item in input.Items)
        {
            if (item.Value is not string name || item.Parameters.Count > 0 || Value(name, message) is not { } value)
                return null;
            text.Append('"').Append(name).Append("\": ").Append(value).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append("\"@signature-params\": ").Append(SfWriter.Write(input)).ToString());
    }

    private static string? Value(string name, SignedMessage message)
    {
        var query = message.RawTarget.IndexOf('?', StringComparison.Ordinal);
        return name switch
        {
            "@method" => message.Method,
            "@target-uri" => $"{message.Scheme}://{message.Authority}{message.RawTarget}",
            "@authority" => message.Authority,
            "@scheme" => message.Scheme,
            "@request-target" => message.RawTarget,
            "@path" => query < 0 ? message.RawTarget : message.RawTarget[..query],
            "@query" => query < 0 ? "?" : message.RawTarget[query..],
            _ => name.StartsWith('@') ? null : Field(name, message),
        };
    }

    // Section 2.1: values in order, each trimmed, joined by a comma and a space.
    private static string? Field(string name, SignedMessage message)
    {
        var values = message.Headers[name];
        return values.Count == 0 || name.Any(char.IsAsciiLetterUpper) ? null : string.Join(", ", values.Select(value => (value ?? "").Trim(' ', '\t')));
    }
}
