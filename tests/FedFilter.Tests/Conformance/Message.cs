using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FedFilter.Tests.Conformance;

/// <summary>A request as the octets that go over the wire, with nothing set straight by a client.</summary>
internal sealed class Message
{
    public required string Method { get; set; }

    public required string Target { get; set; }

    public required List<(string Name, string Value)> Fields { get; init; }

    public byte[]? Body { get; set; }

    public string? this[string name]
    {
        get
        {
            var values = Fields.Where(field => Is(field, name)).Select(field => field.Value.Trim()).ToArray();
            return values.Length == 0 ? null : string.Join(", ", values);
        }
    }

    public void Set(string name, string value)
    {
        var at = Fields.FindIndex(field => Is(field, name));
        if (at < 0)
            Fields.Add((name, value));
        else
            Fields[at] = (Fields[at].Name, value);
    }

    public void Remove(string name) => Fields.RemoveAll(field => Is(field, name));

    public static (string Name, string Value) Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return (line[..colon], line[(colon + 1)..].TrimStart(' '));
    }

    public static string Digest(byte[] body, string style) => style == "rfc9421"
        ? $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:"
        : $"SHA-256={Convert.ToBase64String(SHA256.HashData(body))}";

    /// <param name="chunked">In two chunks, without a length.</param>
    /// <param name="send">So many octets of the body, and then silence.</param>
    public byte[] Octets(bool chunked, int? send)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Method} {Target} HTTP/1.1\r\n");
        foreach (var (name, value) in Fields)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (chunked)
            head.Append("Transfer-Encoding: chunked\r\n");
        else if (Body is not null && this["Content-Length"] is null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        var body = Body ?? [];
        byte[] framed = chunked ? [.. Chunk(body[..(body.Length / 2)]), .. Chunk(body[(body.Length / 2)..]), .. "0\r\n\r\n"u8] : body;
        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. framed[..(send ?? framed.Length)]];
    }

    private static byte[] Chunk(byte[] octets) => [.. Encoding.ASCII.GetBytes($"{octets.Length:x}\r\n"), .. octets, .. "\r\n"u8];

    private static bool Is((string Name, string Value) field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A request as it is sent.</summary>
/// <param name="Message">Null where a case gives the octets of HTTP/1.1.</param>
/// <param name="Octets">The same in HTTP/1.1.</param>
/// <param name="Send">So many octets of the body are sent, and then nothing more.</param>
internal sealed record Sent(Message? Message, byte[] Octets, int? Send);
