using System.Text;
using FedFilter.Signatures.StructuredFields;

namespace FedFilter.Signatures.Rfc9421;

/// <summary>The value of a covered header field (RFC 9421, section 2.1).</summary>
internal static class CoveredField
{
    /// <summary>
    /// Null where it is absent, or where it is asked for in a form that is not supported: <c>;bs</c> and <c>;key</c> are; <c>;sf</c> would need the
    /// type of every field, <c>;tr</c> needs trailers, <c>;req</c> belongs to responses.
    /// </summary>
    public static string? Value(string name, IReadOnlyList<SfParameter> parameters, SignedMessage message)
    {
        var values = message.Headers[name];
        if (values.Count == 0 || name.Any(char.IsAsciiLetterUpper))
            return null;

        // Each trimmed, in the order they came.
        var lines = values.Select(value => (value ?? "").Trim(' ', '\t')).ToArray();
        return parameters switch
        {
            [] => string.Join(", ", lines),
            [{ Key: "bs", Value: true }] => string.Join(", ", lines.Select(line => $":{Convert.ToBase64String(Encoding.UTF8.GetBytes(line))}:")),
            [{ Key: "key", Value: string key }] => Member(string.Join(", ", lines), key),
            _ => null,
        };
    }

    private static string? Member(string field, string key) =>
        SfParser.ParseDictionary(field)?.FirstOrDefault(member => member.Key == key) is { } member ? SfWriter.Write(member) : null;
}
