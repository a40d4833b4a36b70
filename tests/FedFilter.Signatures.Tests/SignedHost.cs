using System.Globalization;
using System.Net;
using System.Text;
using FedFilter.Signatures.Digests;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Signatures.Tests;

/// <summary>A real application on Kestrel with the handler in front: answers `ok` and what it read, or the fault.</summary>
internal sealed class SignedHost : IAsyncDisposable
{
    public const string KeyId = "https://remote.domain/users/bob#main-key";
    public const string Authority = "www.example.com";

    private static readonly string KeyPem = SigningKey.NewPem();
    private readonly WebApplication _app;

    private SignedHost(WebApplication app, FakeTimeProvider time)
    {
        _app = app;
        Time = time;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public static SigningKey Key { get; } = SigningKey.FromPem(KeyId, KeyPem);

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    /// <summary>How often the application was asked for a key, and whether with a stale one.</summary>
    public List<KeyRequest> KeyRequests { get; } = [];

    public static async Task<SignedHost> StartAsync(
        Func<KeyRequest, KeyLookup>? find = null, Action<HttpSignatureOptions>? configure = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2023, 12, 20, 10, 0, 0, TimeSpan.Zero));
        SignedHost? host = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null; // the pace of bodies is the handler's
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols);
        });
        builder.Services.AddAuthentication().AddHttpSignature(options =>
        {
            options.TimeProvider = time;
            options.Authority = _ => Authority;
            options.Scheme = _ => "https";
            options.FindKey = (request, _) =>
            {
                host!.KeyRequests.Add(request);
                return ValueTask.FromResult((find ?? Known)(request));
            };
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.UseAuthentication();
        app.Run(AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return host = new SignedHost(app, time);
    }

    public static KeyLookup Known(KeyRequest request) =>
        request.KeyId == KeyId && VerificationKey.TryFromPem(KeyId, "https://remote.domain/users/bob", Key.PublicPem, out var key)
            ? new KeyLookup.Found(key)
            : new KeyLookup.Missing(SignatureFault.KeyNotFound);

    /// <summary>A request signed by hand, so that a test can leave out or change what it likes.</summary>
    public HttpRequestMessage Signed(HttpMethod method, string target, string covered = "(request-target) host date", byte[]? body = null, string algorithm = "rsa-sha256", string? date = null, string keyId = KeyId)
    {
        var request = new HttpRequestMessage(method, new Uri(Client.BaseAddress + target[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Host = Authority;
        request.Headers.TryAddWithoutValidation("Date", date ?? Time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("Accept", "application/activity+json");
        request.Headers.TryAddWithoutValidation("User-Agent", "test/1");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/activity+json");
            request.Content.Headers.ContentLength = body.Length;
        }

        if (body is not null || covered.Contains("digest", StringComparison.Ordinal))
            request.Headers.TryAddWithoutValidation("Digest", DigestHeader.Of(body ?? []));
        var created = Time.GetUtcNow().ToUnixTimeSeconds();
        var text = string.Join('\n', covered.Split(' ').Select(name => $"{name}: {Value(request, name, target, created)}"));
        var signature = Convert.ToBase64String(Key.Sign(Encoding.UTF8.GetBytes(text)));
        var times = covered.Contains("(created)", StringComparison.Ordinal) ? $",created={created},expires={created + 60}" : "";
        request.Headers.TryAddWithoutValidation("Signature", $"keyId=\"{keyId}\",algorithm=\"{algorithm}\"{times},headers=\"{covered}\",signature=\"{signature}\"");
        return request;
    }

    public async Task<string> SendAsync(HttpRequestMessage request)
    {
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            : $"{(int)answer.StatusCode}";
    }

    private static string Value(HttpRequestMessage request, string name, string target, long created) => name switch
    {
        "(request-target)" => $"{request.Method.Method.ToLowerInvariant()} {target}",
        "(created)" => $"{created}",
        "(expires)" => $"{created + 60}",
        "host" => Authority,
        _ => string.Join(", ", request.Headers.NonValidated.TryGetValues(name, out var own) ? own : request.Content!.Headers.NonValidated[name]),
    };

    private static async Task AnswerAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync();
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        await context.Response.WriteAsync(result.Succeeded
            ? $"ok {result.Principal.FindFirst(HttpSignatureDefaults.PeerClaim)!.Value} {body}".TrimEnd()
            : context.Features.Get<HttpSignatureFeature>()?.Fault?.Code() ?? "not looked at");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
