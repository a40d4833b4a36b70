using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Signatures;

/// <summary>What the handler found out about one request; set on <c>HttpContext.Features</c> by the first authentication.</summary>
public sealed class HttpSignatureFeature
{
    /// <summary>What is wrong, or null if the signature verified.</summary>
    public SignatureFault? Fault { get; init; }

    /// <summary>A sentence for the person who reads the answer: which header, which time, what was expected. Holds no octets a peer chose.</summary>
    public string? Detail { get; init; }

    /// <summary>With <see cref="SignatureFault.KeyUnreachable"/>, when to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the key's host answered that nothing is there, or that the actor was deleted. The body's digest was valid then.</summary>
    public bool KeyIsGone { get; init; }

    /// <summary>The key id the sender claims, verified or not; null where none could be read.</summary>
    public string? ClaimedKeyId { get; init; }

    /// <summary>The key that verified, or null.</summary>
    public VerificationKey? Key { get; init; }

    /// <summary>The style in which the request was signed, where the signature verified: the sender takes it too.</summary>
    public SignatureStyle? Style { get; init; }

    /// <summary>
    /// The headers that carry the signature that verified, where the request came with others beside it; null where it is the only one. Who
    /// passes the request on passes on this signature alone.
    /// </summary>
    public SignatureCarrier? Carrier { get; init; }

    /// <summary>The body as received; empty where there was none or where it was not read.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
