using FedFilter.Signatures;

namespace FedFilter.Checkpoints;

/// <summary>A request turned away before the policy was asked: counted in the metrics and the audit log, not recorded one by one.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code; docs/reference/codes.md lists each.</param>
/// <param name="Detail">For the person who reads it: what was wrong and what would be right. Holds no octets a peer chose.</param>
/// <param name="RetryAfter">When the same request may pass.</param>
internal sealed record Rejection(int Status, string Code, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>
    /// A signature that does not count. 401 rather than 403: senders then try their other signature style. A key that could not be
    /// fetched just now is 503: the same request may pass a minute later.
    /// </summary>
    public static Rejection Of(HttpSignatureFeature signature)
    {
        var fault = signature.Fault ?? SignatureFault.SignatureMissing;
        return fault == SignatureFault.KeyUnreachable
            ? new Rejection(503, fault.Code(), signature.Detail ?? "The key of this signature cannot be fetched right now.", signature.RetryAfter ?? TimeSpan.FromMinutes(1))
            : new Rejection(401, fault.Code(), signature.Detail ?? "A valid HTTP signature is needed.");
    }
}
