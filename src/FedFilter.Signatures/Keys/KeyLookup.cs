using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures.Keys;

/// <summary>Finds the key a request names; the application's part of verifying.</summary>
/// <param name="request">Which key, for which request.</param>
/// <param name="cancellation">Ends when the request is aborted.</param>
public delegate ValueTask<KeyLookup> FindKey(KeyRequest request, CancellationToken cancellation);

/// <summary>A question for a key.</summary>
/// <param name="KeyId">The key id exactly as the sender wrote it; hostile until resolved.</param>
/// <param name="Context">The request that names it.</param>
/// <param name="Stale">The key that was returned before and did not verify; null on the first question.
/// A finder may then fetch the key anew, or return the same key again if it will not.</param>
public sealed record KeyRequest(string KeyId, HttpContext Context, VerificationKey? Stale = null);

/// <summary>The answer to a <see cref="KeyRequest"/>: exactly one of the two nested records.</summary>
public abstract record KeyLookup
{
    private KeyLookup()
    {
    }

    /// <summary>The key is known and belongs to <see cref="VerificationKey.Owner"/>.</summary>
    public sealed record Found(VerificationKey Key) : KeyLookup;

    /// <summary>There is no usable key, or none just now.</summary>
    /// <param name="Fault">What is wrong: one of the <c>Key…</c> faults.</param>
    /// <param name="RetryAfter">With <see cref="SignatureFault.KeyUnreachable"/>, when to try again.</param>
    public sealed record Missing(SignatureFault Fault, TimeSpan? RetryAfter = null) : KeyLookup
    {
        /// <summary>Whether the host answered that nothing is there, or that the actor was deleted: 404, 410, or a Tombstone.</summary>
        public bool IsGone { get; init; }
    }
}
