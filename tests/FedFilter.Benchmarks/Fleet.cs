using FedFilter.Declarations.Commitments;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Benchmarks;

/// <summary>A server of many names: what stands at a name is for its number to say.</summary>
internal static class Fleet
{
    private static readonly string KeyPem = SigningKey.NewEd25519Pem();

    public static Task AnswerAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        var number = int.Parse(host.AsSpan(1, host.IndexOf('.', StringComparison.Ordinal) - 1), System.Globalization.CultureInfo.InvariantCulture);
        var actor = $"http://{host}/actor";
        switch (context.Request.Path.Value)
        {
            case CommitmentDocument.WellKnown when number % 10 == 0:
                using (var key = SigningKey.FromPem(actor + "#ed25519-key", KeyPem))
                    return WriteAsync(context, "application/json", CommitmentWriter.Signed(Document(host), key));
            case "/actor" when number % 10 == 0:
                using (var key = SigningKey.FromPem(actor + "#ed25519-key", KeyPem))
                    return WriteAsync(context, "application/activity+json", System.Text.Encoding.UTF8.GetBytes(
                        $$"""{"id":"{{actor}}","type":"Application","assertionMethod":[{"id":"{{key.KeyId}}","type":"Multikey","controller":"{{actor}}","publicKeyMultibase":"{{key.PublicMultibase}}"}]}"""));
            case CommitmentDocument.WellKnown when number % 10 == 1:
                return WriteAsync(context, "text/html", "<!doctype html><title>An app</title>"u8.ToArray());
            case CommitmentDocument.WellKnown when number % 500 == 3:
                context.Response.ContentType = "application/json";
                return DripAsync(context);
            default:
                context.Response.StatusCode = number % 10 == 2 ? 503 : 404;
                return Task.CompletedTask;
        }
    }

    private static CommitmentDocument Document(string host) => new()
    {
        Id = $"http://{host}{CommitmentDocument.WellKnown}",
        Host = host,
        Issued = DateTimeOffset.UtcNow.AddHours(-1),
        Expires = DateTimeOffset.UtcNow.AddDays(100),
        Statements = [new("train-ai", "operator", ["local", "received"], "no")],
    };

    private static Task WriteAsync(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    private static async Task DripAsync(HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync("{"u8.ToArray(), context.RequestAborted);
            await Task.Delay(1000, context.RequestAborted);
        }
    }
}
