using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using FedFilter.Signatures.Digests;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
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
/// digest compared; only then is the key looked for, which may mean a request to the host that the sender named. What was seen before comes
/// last: only a verified signature may use up a nonce.
/// </remarks>
public sealed class HttpSignatureHandler(IOptionsMonitor<HttpSignatureOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<HttpSignatureOptions>(options, logger, encoder)
{
    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Options.AppliesTo(Context))
            return AuthenticateResult.NoResult();

        var message = Message();
        if (SignatureReader.Read(message, TimeProvider.GetUtcNow(), Options.ClockSkew) is not var (claims, fault) || (claims.Count == 0 && fault is null))
        {
            Context.Features.Set(new HttpSignatureFeature { Fault = SignatureFault.SignatureMissing, Detail = "The request must be signed (HTTP signatures)." });
            return AuthenticateResult.NoResult();
        }

        if (fault is not null)
            return Fail(new Failure(fault));

        // The claim holds the octets that were signed; reading the body changes Content-Length and Transfer-Encoding, which may be covered.
        var body = ReadOnlyMemory<byte>.Empty;
        if (message.CanHaveBody)
            body = (await BufferedBody.ReadAsync(Context, Options, TimeProvider)).Octets;
        return await VerifyAsync(claims, message, body);
    }

    /// <summary>Succeeds with the first claim that verifies; all are one signer's. Else the first failure stands.</summary>
    private async Task<AuthenticateResult> VerifyAsync(IReadOnlyList<SignatureClaim> claims, SignedMessage message, ReadOnlyMemory<byte> body)
    {
        Failure? first = null;
        foreach (var claim in claims)
        {
            var (verified, failure) = CheckDigest(claim, message, body) is { } fault ? (null, new Failure(fault)) : await VerifyAsync(claim);
            if (verified is { } found)
                return Succeed(claim, found.Key, body, found.Style);
            first ??= failure! with { Claim = claim };
        }

        return Fail(first!, body);
    }

    private async Task<((VerificationKey Key, SignatureStyle Style)? Verified, Failure? Failure)> VerifyAsync(SignatureClaim claim)
    {
        VerificationKey? stale = null;
        while (true)
        {
            switch (await Options.FindKey!(new KeyRequest(claim.KeyId, Context, stale), Context.RequestAborted))
            {
                case KeyLookup.Missing missing:
                    return (null, new Failure(new(missing.Fault, KeyDetail(missing.Fault))) { RetryAfter = missing.RetryAfter, KeyIsGone = missing.IsGone });
                case KeyLookup.Found { Key: var key } when claim.Algorithm is { } algorithm && !key.Fits(algorithm):
                    return (null, new Failure(new(SignatureFault.AlgorithmUnsupported, "The algorithm that the signature names is not one of its key's type.")));
                case KeyLookup.Found { Key: var key } when key.Verify(claim.Signed, claim.Signature, claim.Algorithm):
                    return ((key, claim.Style), null);
                case KeyLookup.Found { Key: var key } when Options.AllowUnsignedQuery && claim.SignedWithoutQuery is { } shorter && key.Verify(shorter, claim.Signature, claim.Algorithm):
                    return ((key, SignatureStyle.CavageWithoutQuery), null);
                case KeyLookup.Found { Key: var key } when stale is null:
                    stale = key; // it may have been replaced since it was fetched
                    continue;
                default:
                    return (null, new Failure(new(SignatureFault.SignatureInvalid, "The signature does not verify with the key that the key id's owner publishes.")));
            }
        }
    }

    private SignedMessage Message() => new()
    {
        Method = Request.Method,
        RawTarget = Context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        Authority = Options.Authority(Context),
        Scheme = Options.Scheme(Context),
        CanHaveBody = Context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true,
        Headers = Request.Headers,
    };

    // Always recomputed over the octets received, for a body of any kind; snac signs the digest of nothing on a GET.
    private static Faulted? CheckDigest(SignatureClaim claim, SignedMessage message, ReadOnlyMemory<byte> body)
    {
        if (!claim.CoversDigest)
            return body.IsEmpty ? null : new(SignatureFault.DigestMissing, "There is a body, and no signed digest of it.");
        var header = message.Field(claim.DigestField);
        return (claim.DigestField == "digest" ? DigestHeader.Check(header, body.Span) : ContentDigest.Check(header, body.Span)) switch
        {
            null => null,
            SignatureFault.DigestMismatch => new(SignatureFault.DigestMismatch, "The digest is not that of the body received."),
            var fault => new(fault.Value, "The digest must be one of SHA-256, in base64, without others that do not match."),
        };
    }

    private static string KeyDetail(SignatureFault fault) => fault switch
    {
        SignatureFault.KeyIdInvalid => "The keyId must be an https URL on the signer's own, public host.",
        SignatureFault.KeyNotFound => "The document of the keyId, or its host, says that there is no such key.",
        SignatureFault.KeyGone => "The host of the keyId answered that the actor is gone.",
        SignatureFault.KeyOwnerMismatch => "Key, owner and document must be on one host, and the owner must list the key as its own.",
        SignatureFault.KeyInvalid => "The document of the keyId holds no usable key (RSA of 2048 to 4096 bits, or Ed25519; in PEM or as a Multikey).",
        SignatureFault.KeyUnreachable => "The key cannot be fetched from the keyId's host right now.",
        _ => "The key cannot be used.",
    };

    private AuthenticateResult Succeed(SignatureClaim claim, VerificationKey key, ReadOnlyMemory<byte> body, SignatureStyle style)
    {
        if (claim.Nonce is { } nonce && !Options.Nonces.IsFirstUse(key.KeyId, nonce, claim.Signature, TimeProvider.GetUtcNow(), Options.ClockSkew))
            return Fail(new Failure(new(SignatureFault.NonceReused, "This nonce came before, with another signature of the same key: use each once.")) { Claim = claim }, body);

        Context.Features.Set(new HttpSignatureFeature { ClaimedKeyId = claim.KeyId, Key = key, Style = style, Carrier = claim.Carrier, Body = body });
        var identity = new ClaimsIdentity(Scheme.Name);
        Add(HttpSignatureDefaults.PeerClaim, key.Peer);
        Add(HttpSignatureDefaults.ActorClaim, key.Owner);
        Add(HttpSignatureDefaults.KeyIdClaim, key.KeyId);
        Add(HttpSignatureDefaults.CoveredClaim, string.Join(' ', claim.Covered));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));

        // A claim that names its subject from the beginning is not copied when it is added.
        void Add(string type, string value) =>
            identity.AddClaim(new Claim(type, value, ClaimValueTypes.String, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity));
    }

    private AuthenticateResult Fail(Failure failure, ReadOnlyMemory<byte> body = default)
    {
        Context.Features.Set(new HttpSignatureFeature
        {
            Fault = failure.Faulted.Fault,
            Detail = failure.Faulted.Detail,
            RetryAfter = failure.RetryAfter,
            KeyIsGone = failure.KeyIsGone,
            ClaimedKeyId = failure.Claim?.KeyId ?? failure.Faulted.KeyId,
            Body = body,
        });
        return AuthenticateResult.Fail(failure.Faulted.Fault.Code());
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
        SignatureChallenge.Add(Response.Headers, Options.Authority(Context), HttpMethods.IsPost(Request.Method));
        return Task.CompletedTask;
    }

    /// <summary>Why a claim does not count; with <see cref="SignatureFault.KeyUnreachable"/>, when to try again.</summary>
    private sealed record Failure(Faulted Faulted)
    {
        public SignatureClaim? Claim { get; init; }

        public TimeSpan? RetryAfter { get; init; }

        public bool KeyIsGone { get; init; }
    }
}
