using System.Text;
using FedFilter.Signatures.StructuredFields;

namespace FedFilter.Signatures.Rfc9421;

/// <summary>The octets that were signed (RFC 9421, section 2.5).</summary>
internal static class SignatureBase
{
    /// <summary>The base, or null if it names a component that is absent or not supported.</summary>
    public static byte[]? Of(SfInnerList input, SignedMessage message)
    {
        var text = new StringBuilder();
        foreach (var item in input.Items)
        {
            if (item.Value is not string name || Value(name, item.Parameters, message) is not { } value)
                return null;
            text.Append(SfWriter.Write(item)).Append(": ").Append(value).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append("\"@signature-params\": ").Append(SfWriter.Write(input)).ToString());
    }

    private static string? Value(string name, IReadOnlyList<SfParameter> parameters, SignedMessage message)
    {
        if (name == "@query-param")
            return parameters is [{ Key: "name", Value: string parameter }] ? QueryParameter.Value(message.RawTarget, parameter) : null;
        if (!name.StartsWith('@'))
            return CoveredField.Value(name, parameters, message);
        return parameters.Count == 0 ? Derived(name, message) : null;
    }

    // Section 2.2. @status and parameters such as ;req belong to responses.
    private static string? Derived(string name, SignedMessage message)
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
            _ => null,
        };
    }
}
