using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures;

/// <summary>How signatures are verified.</summary>
public sealed class HttpSignatureOptions : AuthenticationSchemeOptions
{
    /// <summary>Finds the key that a request names. Must be set.</summary>
    public FindKey? FindKey { get; set; }

    /// <summary>Which requests are looked at; the others are neither read nor given a result.</summary>
    public Func<HttpContext, bool> AppliesTo { get; set; } = _ => true;

    /// <summary>
    /// The public authority of a request: the name that peers sign, with the port only if it is not the scheme's default. Behind a proxy
    /// this must come from configuration; by default it is the Host header.
    /// </summary>
    public Func<HttpContext, string> Authority { get; set; } = context => context.Request.Host.Value ?? "";

    /// <summary>The scheme by which the public reaches the application, <c>https</c> or <c>http</c>; it tells the default port.</summary>
    public Func<HttpContext, string> Scheme { get; set; } = context => context.Request.Scheme;

    /// <summary>How far a signed time may be off, both ways. One hour suits the servers in use.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether a GET or HEAD in the older style may be signed for its path alone: Fedify and Misskey leave the query out. Tried only after
    /// the whole target did not verify; never for a POST, never in RFC 9421. The query is then nobody's word.
    /// </summary>
    public bool AllowUnsignedQuery { get; set; }

    /// <summary>The largest body that is read, in bytes. A smaller limit of the server for the request (<c>IHttpMaxRequestBodySizeFeature</c>) holds.</summary>
    public long MaxBody { get; set; } = 1024 * 1024;

    /// <summary>
    /// The memory that bodies may take, in bytes: 32 MiB for each sender and 128 MiB in all. Without room a request fails with status 503 before
    /// its body is read on. Set the same quota for several schemes to have them share it.
    /// </summary>
    public FairQuota Bodies { get; set; } = new(32 * 1024 * 1024, 128 * 1024 * 1024);

    /// <summary>The sender for which the memory of a body is counted, before the signer is known; by default the connection's address.</summary>
    public Func<HttpContext, string> SenderOf { get; set; } = context => context.Connection.RemoteIpAddress?.ToString() ?? "";

    internal NonceMemory Nonces { get; } = new();

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (FindKey is null)
            throw new InvalidOperationException($"{nameof(HttpSignatureOptions)}.{nameof(FindKey)} must be set: it finds the key that a request names.");
    }
}
