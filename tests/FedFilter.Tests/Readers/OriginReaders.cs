using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FedFilter.Tests.Conformance;
using FedFilter.Tests.Interop;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace FedFilter.Tests.Readers;

/// <summary>What a server made of a request.</summary>
/// <param name="Kind"><c>inbox</c>, <c>object</c>, <c>other</c>, or <c>refused</c>.</param>
/// <param name="Method">The method that its application sees.</param>
/// <param name="Types">The activity's types.</param>
/// <param name="Actor">The activity's actor.</param>
/// <param name="Objects">The ids of the activity's objects.</param>
/// <param name="Headers">Header fields under the names that CGI, Rack and PHP give them.</param>
internal sealed record Reading(string Kind, string? Method, string?[]? Types, string? Actor, string?[]? Objects, Dictionary<string, string>? Headers);

/// <summary>
/// Three servers as origins run them, each answering with what it read: Express, Fedify, and ASP.NET Core. They get the very bytes that
/// the gateway passed on.
/// </summary>
internal sealed class OriginReaders : IAsyncDisposable
{
    private readonly NodeScript _node;
    private readonly FakeServer _aspNetCore;
    private readonly Dictionary<string, int> _ports;

    private OriginReaders(NodeScript node, FakeServer aspNetCore, Dictionary<string, int> ports) => (_node, _aspNetCore, _ports) = (node, aspNetCore, ports);

    public static async Task<OriginReaders> StartAsync()
    {
        var node = NodeScript.Start("readers.mjs", []);
        var listening = await node.ExpectAsync("listening");
        var aspNetCore = await FakeServer.StartAsync(ReadAsync);
        return new OriginReaders(node, aspNetCore, new()
        {
            ["Express"] = listening.GetProperty("express").GetInt32(),
            ["Fedify"] = listening.GetProperty("fedify").GetInt32(),
            ["ASP.NET Core"] = aspNetCore.Port,
        });
    }

    /// <summary>What each of them reads in a request that reached the origin.</summary>
    public async Task<IReadOnlyList<(string Server, Reading Reading)>> ReadAsync(Arrived request, CancellationToken cancellation)
    {
        var readings = new List<(string, Reading)>();
        foreach (var (server, port) in _ports)
            readings.Add((server, await SendAsync(port, request, cancellation)));
        return readings;
    }

    private static async Task<Reading> SendAsync(int port, Arrived request, CancellationToken cancellation)
    {
        var message = new Message
        {
            Method = request.Method,
            Target = request.RawTarget,
            Fields = [.. request.Headers.Where(header => header.Key is not ("Transfer-Encoding" or "Connection")).Select(header => (header.Key, header.Value)), ("Connection", "close")],
            Body = request.Body.Length == 0 && request.Header("Content-Length") is null ? null : request.Body,
        };
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(message.Octets(chunked: false, send: null), cancellation);
        var answer = await WireAnswer.ReadAsync(stream, hasBody: request.Method != "HEAD", cancellation);
        return answer.Status == 200 && answer.Body.StartsWith('{')
            ? JsonSerializer.Deserialize<Reading>(answer.Body, JsonSerializerOptions.Web)!
            : new Reading("refused", null, null, null, null, null);
    }

    private static readonly (string Kind, RoutePattern[] Patterns)[] Routes =
    [
        ("inbox", Parse("/inbox", "/shared-inbox", "/users/{name}/inbox")),
        ("object", Parse("/users/{name}", "/users/{name}/statuses/{id}", "/users/{name}/outbox")),
    ];

    private static RoutePattern[] Parse(params string[] patterns) => [.. patterns.Select(pattern => RoutePatternFactory.Parse(pattern))];

    private static async Task ReadAsync(HttpContext context)
    {
        var kind = Array.Find(Routes, route => Array.Exists(route.Patterns, pattern => Matches(pattern, context.Request.Path))).Kind ?? "other";
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(Read(kind, context.Request, body.ToArray()), context.RequestAborted);
    }

    private static bool Matches(RoutePattern pattern, PathString path) =>
        new Microsoft.AspNetCore.Routing.Template.TemplateMatcher(new(pattern), []).TryMatch(path, []);

    private static Reading Read(string kind, HttpRequest request, byte[] body)
    {
        var headers = request.Headers
            .GroupBy(header => header.Key.ToUpperInvariant().Replace('-', '_'))
            .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(header => header.Value.ToString())));
        var reading = new Reading(kind, request.Method, [], null, [], headers);
        if (!request.HasJsonContentType())
            return reading;
        try
        {
            using var json = JsonDocument.Parse(request.ContentType!.Contains("charset", StringComparison.OrdinalIgnoreCase)
                ? Microsoft.Net.Http.Headers.MediaTypeHeaderValue.Parse(request.ContentType).Encoding?.GetString(body) ?? Encoding.UTF8.GetString(body)
                : Encoding.UTF8.GetString(body));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return reading;
            return reading with { Types = Texts("type"), Actor = Texts("actor").FirstOrDefault(), Objects = Texts("object") };

            string?[] Texts(string member) => !json.RootElement.TryGetProperty(member, out var value) ? []
                : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(IdOf)] : [IdOf(value)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return reading;
        }
    }

    private static string? IdOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object when value.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String => id.GetString(),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _aspNetCore.DisposeAsync();
    }
}
