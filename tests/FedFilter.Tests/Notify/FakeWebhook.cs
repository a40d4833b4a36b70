using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using FedFilter.Signatures;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Notify;

/// <summary>One notice as it arrived, and whose key our own verifier found under it.</summary>
internal sealed record Told(string Body, string? KeyId, string? Style, IReadOnlyDictionary<string, string> Headers)
{
    public IEnumerable<string?> Members(params string[] names) => names.Select(Member);

    public string? Member(string name)
    {
        using var json = JsonDocument.Parse(Body);
        return json.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
    }
}

/// <summary>A webhook on loopback that verifies what it is told as any server that uses the library would.</summary>
internal sealed class FakeWebhook : IAsyncDisposable
{
    public const string Host = "hooks.example";
    public const string Url = "http://hooks.example/secret";

    private WebApplication _app = null!;

    public ConcurrentQueue<Told> Told { get; } = [];

    /// <summary>What it answers; at first, that it took it.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>The key that notices are to be signed with.</summary>
    public SigningKey? Key { get; set; }

    public string Address => $"127.0.0.1:{new Uri(_app.Urls.First()).Port}";

    public IEnumerable<string?> Events => Told.Select(told => told.Member("event"));

    public static async Task<FakeWebhook> StartAsync(TimeProvider time)
    {
        var webhook = new FakeWebhook();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(time);
        builder.Services.AddAuthentication(HttpSignatureDefaults.AuthenticationScheme).AddHttpSignature(options => options.FindKey = (request, _) => new(webhook.Find(request.KeyId)));
        webhook._app = builder.Build();
        webhook._app.Run(webhook.ReceiveAsync);
        await webhook._app.StartAsync(TestContext.Current.CancellationToken);
        return webhook;
    }

    private KeyLookup Find(string keyId) =>
        Key is not null && keyId == Key.KeyId && VerificationKey.TryFromPem(keyId, keyId.Split('#')[0], Key.PublicPem, out var key)
            ? new KeyLookup.Found(key)
            : new KeyLookup.Missing(SignatureFault.KeyNotFound);

    private async Task ReceiveAsync(HttpContext context)
    {
        await context.AuthenticateAsync();
        var signature = context.Features.Get<HttpSignatureFeature>()!;
        Told.Enqueue(new Told(
            Encoding.UTF8.GetString(signature.Body.Span),
            signature.Key?.KeyId,
            signature.Style?.ToString(),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        await Answer(context);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
    }
}
