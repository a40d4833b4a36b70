using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
using FedFilter.Tests.Interop;

namespace FedFilter.Signatures.Tests.Oracle;

/// <summary>The library http-message-signatures, told what to do through tests/interop/oracle.mjs.</summary>
internal sealed class Oracle : IAsyncDisposable
{
    private readonly NodeScript _script;

    private Oracle(NodeScript script) => _script = script;

    /// <summary>Skips the test where it is not installed.</summary>
    public static Oracle Start()
    {
        NodeScript.SkipIfMissing();
        return new Oracle(NodeScript.Start("oracle.mjs", []));
    }

    /// <summary>Has it sign; with a body, over a digest of it too.</summary>
    /// <param name="pem">The private key.</param>
    /// <param name="style">Which of the two.</param>
    /// <param name="ed25519">Whether the key is one.</param>
    /// <param name="request">What to sign.</param>
    /// <param name="created">The time of the signature.</param>
    public async Task<WireRequest> SignAsync(string pem, SignatureStyle style, bool ed25519, WireRequest request, DateTimeOffset created)
    {
        string[] rest = ["host", "date", "accept", "user-agent"];
        if (request.Body is not null)
            rest = [.. rest, "content-type", style == SignatureStyle.Cavage ? "digest" : "content-digest"];
        // (created) may not go with RSA (draft-cavage-http-signatures-12, section 2.3), and of RFC 9421 there are two ways to cover the target.
        var (fields, parameters) = (style, ed25519) switch
        {
            (SignatureStyle.Cavage, false) => ((string[])["@request-target"], (string[])["keyid", "alg"]),
            (SignatureStyle.Cavage, true) => (["@request-target", "@created", "@expires"], ["keyid", "alg", "created", "expires"]),
            (_, false) => (["@method", "@target-uri"], ["created", "keyid", "alg"]),
            (_, true) => (["@method", "@authority", "@path", "@query"], ["keyid", "alg", "created", "expires"]),
        };
        var signed = await _script.DoAsync<Signed>(new
        {
            @do = "sign",
            style = Name(style),
            key = pem,
            keyId = SignedHost.KeyId,
            algorithm = Algorithm(ed25519),
            created = created.ToUnixTimeSeconds(),
            fields = (string[])[.. fields, .. rest],
            parameters,
            message = Message(request),
        });
        Assert.True(signed.Ok, signed.Error);
        return request with { Headers = signed.Headers!.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value, StringComparer.Ordinal) };
    }

    /// <summary>Whether it finds signature and digest valid. That it cannot read them is a no.</summary>
    public async Task<bool> VerifiesAsync(SigningKey key, SignatureStyle style, WireRequest request) => (await _script.DoAsync<Verified>(new
    {
        @do = "verify",
        style = Name(style),
        key = key.PublicPem,
        keyId = key.KeyId,
        algorithm = Algorithm(key.Algorithm == HttpSignatureAlgorithm.Ed25519),
        message = Message(request),
    })).Valid;

    private static Dictionary<string, object> Message(WireRequest request)
    {
        var message = new Dictionary<string, object> { ["method"] = request.Method, ["url"] = request.Url, ["headers"] = request.Headers };
        if (request.Body is not null)
            message["body"] = request.Body;
        return message;
    }

    private static string Name(SignatureStyle style) => style == SignatureStyle.Cavage ? "cavage" : "rfc9421";

    private static string Algorithm(bool ed25519) => ed25519 ? "ed25519" : "rsa-v1_5-sha256";

    public ValueTask DisposeAsync() => _script.DisposeAsync();

    private sealed record Signed(bool Ok, Dictionary<string, string>? Headers, string? Error);

    private sealed record Verified(bool Valid);
}
