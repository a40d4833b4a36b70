using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Signatures.Tests;

/// <summary>The package's README: what it shows is the code that runs here.</summary>
public sealed class ReadmeTests
{
    private static readonly string Pem = SigningKey.NewPem();

    [Fact]
    public async Task the_two_examples_understand_each_other()
    {
        // <verify>
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(HttpSignatureDefaults.AuthenticationScheme).AddHttpSignature(options =>
        {
            options.Authority = _ => "social.example"; // the name that peers sign, never what a client sends
            options.Scheme = _ => "https";
            options.FindKey = (request, cancellation) => FindKeyAsync(request.KeyId, cancellation);
        });
        var app = builder.Build();
        app.MapPost("/inbox", (ClaimsPrincipal sender) => $"hello {sender.FindFirstValue(HttpSignatureDefaults.PeerClaim)}").RequireAuthorization();
        // </verify>
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        var pem = Pem;
        // <sign>
        using var key = SigningKey.FromPem("https://social.example/actor#main-key", pem);
        using var styles = new KnownStyles(TimeProvider.System);
        using var client = new HttpClient(new HttpSigningHandler(_ => key, styles, TimeProvider.System)
        {
            InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false }, // each hop needs a signature of its own
        });
        // </sign>

        using var signed = await client.SendAsync(Delivery(app), TestContext.Current.CancellationToken);
        using var plain = new HttpClient();
        using var unsigned = await plain.SendAsync(Delivery(app), TestContext.Current.CancellationToken);

        Assert.Equal("hello social.example", await signed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(401, (int)unsigned.StatusCode);
        Assert.Equal("Signature realm=\"social.example\",headers=\"(request-target) host date digest\"", unsigned.Headers.WwwAuthenticate.ToString());
        Assert.NotEmpty(unsigned.Headers.GetValues("Accept-Signature"));
    }

    [Theory]
    [InlineData("verify", "\napp.Run();")]
    [InlineData("sign", "")]
    public void the_readme_shows_what_runs_here(string example, string rest)
    {
        var lines = File.ReadAllLines(Here()).SkipWhile(line => line.Trim() != $"// <{example}>").Skip(1).TakeWhile(line => line.Trim() != $"// </{example}>");
        var code = string.Join('\n', lines.Select(line => line.Length < 8 ? line : line[8..])) + rest;

        Assert.Contains($"```csharp\n{code}\n```", File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "src", "FedFilter.Signatures", "README.md")));
    }

    private static HttpRequestMessage Delivery(WebApplication app) => new(HttpMethod.Post, app.Urls.First() + "/inbox")
    {
        Headers = { Host = "social.example" },
        Content = new StringContent("{}", Encoding.UTF8, "application/activity+json"),
    };

    private static ValueTask<KeyLookup> FindKeyAsync(string keyId, CancellationToken cancellation)
    {
        using var key = SigningKey.FromPem(keyId, Pem);
        return ValueTask.FromResult<KeyLookup>(VerificationKey.TryFromPem(keyId, "https://social.example/actor", key.PublicPem, out var found)
            ? new KeyLookup.Found(found.ForPeer("social.example"))
            : new KeyLookup.Missing(SignatureFault.KeyNotFound));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
