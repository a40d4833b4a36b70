using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Benchmarks;

/// <summary>
/// Three large servers on the day a gateway first meets them: 50 deliveries a second, each of another actor whose key is unknown, and 300 accounts
/// that are deleted at once. None may be answered 503.
/// </summary>
internal sealed class Honest : IAsyncDisposable
{
    public const int PerSecond = 50;
    public const int Deletes = 300;
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private static readonly string[] Hosts = ["large-one.example", "large-two.example", "large-three.example"];

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-honest-").FullName;
    private readonly string[] _pems = [.. Hosts.Select(_ => SigningKey.NewPem())];
    private readonly string[] _publicPems;
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(1) };
    private WebApplication _servers = null!;
    private Child _gateway = null!;

    private Honest() => _publicPems = [.. _pems.Select(PublicPem)];

    /// <summary>The number of answers of each status and code.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    public static async Task<int> RunAsync(TimeSpan time)
    {
        await using var honest = await StartAsync();
        var clock = Stopwatch.StartNew();
        await honest.SendAsync(time);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0} s; {honest._gateway.ProcessorTime.TotalSeconds:0.0} s of processor time; resident {honest._gateway.ResidentMiB} MiB"));
        foreach (var (answer, count) in honest.Answers.OrderByDescending(answer => answer.Value))
            Console.WriteLine($"{count,8} {answer}");
        return honest.Answers.Keys.All(answer => answer == "202") ? 0 : 1;
    }

    public static async Task<Honest> StartAsync()
    {
        var honest = new Honest();
        honest._servers = await honest.ServeAsync();
        honest.WriteFiles();
        honest._gateway = await Child.StartAsync("fedfilter.dll", "serve", "--config", Path.Combine(honest._folder, "fedfilter.yaml"));
        return honest;
    }

    /// <summary>Deliveries at an even pace; half-way, the deletions of one server.</summary>
    public async Task SendAsync(TimeSpan time)
    {
        var (count, clock, sent) = ((int)(time.TotalSeconds * PerSecond), Stopwatch.StartNew(), new List<Task>());
        for (var i = 0; i < count; i++)
        {
            if (TimeSpan.FromSeconds((double)i / PerSecond) - clock.Elapsed is { Ticks: > 0 } early)
                await Task.Delay(early);
            sent.Add(SendAsync(i % Hosts.Length, $"users/{i}", "Create"));
            if (i == count / 2)
                sent.AddRange(Enumerable.Range(0, Deletes).Select(number => SendAsync(0, $"gone/{number}", "Delete")));
        }

        await Task.WhenAll(sent);
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        _client.Dispose();
        await _servers.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SendAsync(int server, string path, string type)
    {
        await Task.Yield();
        var actor = $"http://{Hosts[server]}/{path}";
        using var key = SigningKey.FromPem($"{actor}#main-key", _pems[server]);
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["@context"] = "https://www.w3.org/ns/activitystreams",
            ["id"] = $"{actor}#{type}",
            ["type"] = type,
            ["actor"] = actor,
            ["to"] = (string[])["https://www.w3.org/ns/activitystreams#Public"],
            ["object"] = type == "Delete" ? actor : new { id = $"{actor}/notes/1", type = "Note", attributedTo = actor, content = new string('x', 1000) },
        });
        using var request = (WireRequest.Deliver(key, body) with { Client = $"203.0.{113 + server}.1" }).To(_gateway.Address);
        using var answer = await _client.SendAsync(request);
        var text = answer.StatusCode == HttpStatusCode.Accepted ? "" : await answer.Content.ReadAsStringAsync();
        _answers.AddOrUpdate($"{(int)answer.StatusCode} {CodeOf(text)}".TrimEnd(), 1, (_, count) => count + 1);
    }

    private static string CodeOf(string text)
    {
        try
        {
            return text.Length == 0 ? "" : JsonElement.Parse(text).GetProperty("code").GetString()!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return text;
        }
    }

    /// <summary>The three servers, and the origin behind the gateway.</summary>
    private async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return app;
    }

    private Task AnswerAsync(HttpContext context)
    {
        var (host, path) = (context.Request.Host.Host, context.Request.Path.Value!);
        var server = Array.IndexOf(Hosts, host);
        if (server < 0)
        {
            context.Response.StatusCode = HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status202Accepted : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!path.StartsWith("/users/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = path.StartsWith("/gone/", StringComparison.Ordinal) ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var actor = $"http://{host}{path}";
        context.Response.ContentType = "application/activity+json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new { id = actor, type = "Person", inbox = actor + "/inbox", publicKey = new { id = $"{actor}#main-key", owner = actor, publicKeyPem = _publicPems[server] } }));
    }

    private static string PublicPem(string pem)
    {
        using var key = SigningKey.FromPem("", pem);
        return key.PublicPem;
    }

    private void WriteFiles()
    {
        var policies = Directory.CreateDirectory(Path.Combine(_folder, "policies")).FullName;
        foreach (var (name, text) in Commands.ShippedPolicy.Files())
            File.WriteAllText(Path.Combine(policies, name), text);
        var port = new Uri(_servers.Urls.First()).Port;
        var keys = Directory.CreateDirectory(Path.Combine(_folder, "data", "keys")).FullName;
        File.WriteAllText(Path.Combine(keys, "actor-rsa.pem"), SigningKey.NewPem());
        File.WriteAllText(Path.Combine(_folder, "fedfilter.yaml"), $$"""
            gateway:
              listen: http://127.0.0.1:0
              origins: [{ host: {{WireRequest.Host}}, scheme: http, upstream: ["http://127.0.0.1:{{port}}"] }]
            network:
              allow-private: [127.0.0.1/32]
              allow-http: [{{string.Join(", ", Hosts)}}]
              resolve: { {{string.Join(", ", Hosts.Select(host => $"{host}: \"127.0.0.1:{port}\""))}} }
            """, Encoding.UTF8);
    }
}
