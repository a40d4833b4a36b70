using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Relay.FanOut;

/// <summary>One activity as it arrived at a server.</summary>
/// <param name="Host">The server.</param>
/// <param name="Json">The activity.</param>
/// <param name="KeyId">Whose key our own verifier found under it; null if it did not verify.</param>
/// <param name="Style">How it was signed.</param>
/// <param name="Connection">The connection it came over.</param>
internal sealed record Arrived(string Host, JsonElement Json, string? KeyId, string? Style, string Connection)
{
    public string Type => Json.GetProperty("type").GetString()!;

    public string Id => Json.GetProperty("id").GetString()!;

    /// <summary>The id of what it is about.</summary>
    public string Object => Json.GetProperty("object") is { ValueKind: JsonValueKind.Object } thing ? thing.GetProperty("id").GetString()! : Json.GetProperty("object").GetString()!;
}

/// <summary>Any number of servers on one loopback port, told apart by their names, that verify what they get as any server does.</summary>
internal sealed class FakeSubscribers : IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>Everything that was taken, in the order it came.</summary>
    public ConcurrentQueue<Arrived> Taken { get; } = [];

    /// <summary>Everything that was tried.</summary>
    public ConcurrentQueue<Arrived> Tried { get; } = [];

    /// <summary>Sets the answer of a server, by its host; where there is none, it takes everything.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Answers { get; } = [];

    public int Port => new Uri(_app.Urls.First()).Port;

    public static async Task<FakeSubscribers> StartAsync(TimeProvider time, string relayKeyId)
    {
        var servers = new FakeSubscribers();
        using var key = TestKeys.Of("gateway", relayKeyId);
        VerificationKey.TryFromPem(relayKeyId, relayKeyId.Split('#')[0], key.PublicPem, out var relay);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(time);
        builder.Services.AddAuthentication(HttpSignatureDefaults.AuthenticationScheme).AddHttpSignature(options =>
            options.FindKey = (request, _) => new(request.KeyId == relayKeyId ? new KeyLookup.Found(relay!) : new KeyLookup.Missing(SignatureFault.KeyNotFound)));
        servers._app = builder.Build();
        servers._app.Run(servers.ReceiveAsync);
        await servers._app.StartAsync(TestContext.Current.CancellationToken);
        return servers;
    }

    public IReadOnlyList<Arrived> TakenBy(string host) => [.. Taken.Where(arrived => arrived.Host == host)];

    public IReadOnlyList<string> IdsTakenBy(string host) => [.. TakenBy(host).Select(arrived => arrived.Id)];

    public int TriedAt(string host) => Tried.Count(arrived => arrived.Host == host);

    /// <summary>Has a server answer with a status, and say when to come again.</summary>
    public void Answer(string host, int status, string? retryAfter = null) => Answers[host] = context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

    public void TakeAgain(string host) => Answers.TryRemove(host, out _);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Request.EnableBuffering();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Request.Body.Position = 0;
        await context.AuthenticateAsync();
        var signature = context.Features.Get<HttpSignatureFeature>()!;
        var arrived = new Arrived(
            context.Request.Host.Value!, JsonElement.Parse(Encoding.UTF8.GetString(body.ToArray())), signature.Key?.KeyId, signature.Style?.ToString(), context.Connection.Id);
        Tried.Enqueue(arrived);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        if (Answers.TryGetValue(arrived.Host, out var answer))
            await answer(context);
        if (context.Response.StatusCode == StatusCodes.Status202Accepted)
            Taken.Enqueue(arrived);
    }
}
