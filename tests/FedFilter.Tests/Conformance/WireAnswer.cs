using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FedFilter.Tests.Conformance;

/// <summary>What came back over the wire.</summary>
internal sealed record WireAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public static WireAnswer Closed { get; } = new(0, [], "");

    /// <summary>HTTP/2 ended the stream without an answer.</summary>
    public static WireAnswer Reset { get; } = new(0, [], "") { IsReset = true };

    public bool IsReset { get; private init; }

    public string Text => string.Concat(Headers.Select(header => $"{header.Name}: {header.Value}\n")) + Body;

    public string? Header(string name)
    {
        var values = Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToArray();
        return values.Length == 0 ? null : string.Join(", ", values);
    }

    /// <summary>The member `code` of a problem document (RFC 9457); null where the answer is none.</summary>
    public string? Code()
    {
        if (Header("Content-Type") != "application/problem+json" || Body.Length == 0)
            return null;
        using var problem = JsonDocument.Parse(Body);
        return problem.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
    }

    /// <summary>Reads one answer; <see cref="Closed"/> where the connection ended without one.</summary>
    public static async Task<WireAnswer> ReadAsync(Stream stream, bool hasBody, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var status = await reader.ReadLineAsync(cancellation);
        if (status is null)
            return Closed;
        var headers = new List<(string Name, string Value)>();
        while (await reader.ReadLineAsync(cancellation) is { Length: > 0 } line)
            headers.Add(Message.Field(line));

        var answer = new WireAnswer(int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture), headers, "");
        if (hasBody && answer.Header("Content-Length") is { } length)
            return answer with { Body = await ReadAsync(reader, int.Parse(length, CultureInfo.InvariantCulture), cancellation) };
        return hasBody && answer.Header("Transfer-Encoding") == "chunked" ? answer with { Body = await ReadChunksAsync(reader, cancellation) } : answer;
    }

    private static async Task<string> ReadChunksAsync(StreamReader reader, CancellationToken cancellation)
    {
        var body = new StringBuilder();
        while (await reader.ReadLineAsync(cancellation) is { Length: > 0 } size && size != "0")
        {
            body.Append(await ReadAsync(reader, int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture), cancellation));
            await reader.ReadLineAsync(cancellation);
        }

        return body.ToString();
    }

    private static async Task<string> ReadAsync(StreamReader reader, int length, CancellationToken cancellation)
    {
        var text = new char[length];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancellation));
    }
}
