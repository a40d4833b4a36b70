using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using FedFilter.Signatures.Cavage;
using FedFilter.Signatures.Digests;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedFilter.Signatures;

/// <summary>
/// Authenticates a request by its HTTP signature. No signature is no result; a signature that does not count is a failure whose fault
/// stands in <see cref="HttpSignatureFeature"/>.
/// </summary>
/// <remarks>
/// The order is fixed, cheap first: grammar, algorithm, coverage and time need nothing but the headers; then the body is read and its
/// digest compared; only then is the key looked for, which may mean a request to the host that the sender named.
/// </remarks>
public sealed class HttpSignatureHandler(IOptionsMonitor<HttpSignatureOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<HttpSignatureOptions>(options, logger, encoder)
{
    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Options.AppliesTo(Context))
            return AuthenticateResult.NoResult();

        var header = Header(Request.Headers, out var malformed);
        if (malformed is not null)
            return Fail(malformed);
        if (header is null)
        {
            Context.Features.Set(new HttpSignatureFeature { Fault = SignatureFault.SignatureMissing, Detail = "The request must be signed (HTTP signatures)." });
            return AuthenticateResult.NoResult();
        }

        if (CavageParser.Parse(header) is not { } signature)
            return Fail(new(SignatureFault.SignatureMalformed, "The Signature header does not follow draft-cavage-http-signatures-12."));

        var message = Message();
        if (CavageVerifier.Check(signature, message, TimeProvider.GetUtcNow(), Options.ClockSkew) is { } fault)
            return Fail(fault, signature);

        // Made before the body is read: reading it changes Content-Length and Transfer-Encoding, which may be covered.
        var signed = message.SigningString(signature);
        var body = ReadOnlyMemory<byte>.Empty;
        if (message.CanHaveBody)
            body = (await BufferedBody.ReadAsync(Context, Options.MaxBody)).Octets;
        if (CheckDigest(signature, body) is { } digestFault)
            return Fail(digestFault, signature, body);

        return await VerifyAsync(signature, signed, body);
    }

    private async Task<AuthenticateResult> VerifyAsync(CavageSignature signature, byte[] signed, ReadOnlyMemory<byte> body)
    {
        VerificationKey? stale = null;
        while (true)
        {
            switch (await Options.FindKey!(new KeyRequest(signature.KeyId, Context, stale), Context.RequestAborted))
            {
                case KeyLookup.Missing missing:
                    return Fail(new(missing.Fault, KeyDetail(missing.Fault)), signature, body, missing.RetryAfter);
                case KeyLookup.Found { Key: var key } when key.Verify(signed, signature.Signature):
                    return Succeed(signature, key, body);
                case KeyLookup.Found { Key: var key } when stale is null:
                    stale = key; // it may have been replaced since it was fetched
                    continue;
                default:
                    return Fail(new(SignatureFault.SignatureInvalid, "The signature does not verify with the key that the key id's owner publishes."), signature, body);
            }
        }
    }

    private static string? Header(IHeaderDictionary headers, out Faulted? malformed)
    {
        malformed = null;
        if (headers.ContainsKey("Signature-Input"))
        {
            malformed = new(SignatureFault.AlgorithmUnsupported, "RFC 9421 signatures are not understood yet: sign as draft-cavage-http-signatures-12.");
            return null;
        }

        var signature = headers["Signature"];
        var authorization = headers.Authorization;
        var inAuthorization = authorization.Count == 1 && authorization.ToString().StartsWith("Signature ", StringComparison.OrdinalIgnoreCase);
        if (signature.Count > 1 || (signature.Count == 1 && inAuthorization))
            malformed = new(SignatureFault.SignatureMalformed, "There must be one signature: it was sent more than once.");
        return inAuthorization ? authorization.ToString()["Signature ".Length..] : signature.Count == 1 ? signature.ToString() : null;
    }

    private CavageMessage Message() => new()
    {
        Method = Request.Method,
        RawTarget = Context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        Authority = Options.Authority(Context),
        DefaultPort = Options.Scheme(Context) == Uri.UriSchemeHttps ? 443 : 80,
        CanHaveBody = Context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true,
        Headers = Request.Headers,
    };

    // Always recomputed over the octets received, for a body of any kind; snac signs the digest of nothing on a GET.
    private Faulted? CheckDigest(CavageSignature signature, ReadOnlyMemory<byte> body)
    {
        if (!signature.Covered.Contains("digest"))
            return body.IsEmpty ? null : new(SignatureFault.DigestMissing, "There is a body, and no signed digest of it.");
        return DigestHeader.Check(Request.Headers["Digest"].ToString(), body.Span) switch
        {
            null => null,
            SignatureFault.DigestMismatch => new(SignatureFault.DigestMismatch, "The digest is not that of the body received."),
            var fault => new(fault.Value, "The Digest header must hold one SHA-256 digest in base64."),
        };
    }

    private static string KeyDetail(SignatureFault fault) => fault switch
    {
        SignatureFault.KeyIdInvalid => "The keyId must be an https URL on the signer's own, public host.",
        SignatureFault.KeyNotFound => "The host of the keyId answered that there is no such key.",
        SignatureFault.KeyGone => "The host of the keyId answered that the actor is gone.",
        SignatureFault.KeyOwnerMismatch => "Key, owner and document must be on one host, and the owner must list the key as its own.",
        SignatureFault.KeyInvalid => "The document of the keyId holds no usable key (RSA of 2048 to 8192 bits in PEM).",
        SignatureFault.KeyUnreachable => "The key cannot be fetched from the keyId's host right now.",
        _ => "The key cannot be used.",
    };

    private AuthenticateResult Succeed(CavageSignature signature, VerificationKey key, ReadOnlyMemory<byte> body)
    {
        Context.Features.Set(new HttpSignatureFeature { ClaimedKeyId = signature.KeyId, Key = key, Body = body });
        var identity = new ClaimsIdentity(
            [
                new Claim(HttpSignatureDefaults.PeerClaim, key.Peer),
                new Claim(HttpSignatureDefaults.ActorClaim, key.Owner),
                new Claim(HttpSignatureDefaults.KeyIdClaim, key.KeyId),
                new Claim(HttpSignatureDefaults.CoveredClaim, string.Join(' ', signature.Covered)),
            ],
            Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private AuthenticateResult Fail(Faulted faulted, CavageSignature? signature = null, ReadOnlyMemory<byte> body = default, TimeSpan? retryAfter = null)
    {
        Context.Features.Set(new HttpSignatureFeature
        {
            Fault = faulted.Fault,
            Detail = faulted.Detail,
            RetryAfter = retryAfter,
            ClaimedKeyId = signature?.KeyId,
            Body = body,
        });
        return AuthenticateResult.Fail(faulted.Fault.Code());
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Context.Features.Get<HttpSignatureFeature>() is { Fault: SignatureFault.KeyUnreachable, RetryAfter: var wait })
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = ((int)(wait ?? TimeSpan.FromMinutes(1)).TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = $"Signature realm=\"{Options.Authority(Context)}\",headers=\"(request-target) host date digest\"";
        return Task.CompletedTask;
    }
}
