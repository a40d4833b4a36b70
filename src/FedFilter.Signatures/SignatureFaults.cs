namespace FedFilter.Signatures;

/// <summary>The stable spelling of each <see cref="SignatureFault"/>.</summary>
public static class SignatureFaults
{
    /// <summary>The fault in kebab-case, as it stands in answers, logs, metrics and documentation.</summary>
    public static string Code(this SignatureFault fault) => fault switch
    {
        SignatureFault.SignatureMissing => "signature-missing",
        SignatureFault.SignatureMalformed => "signature-malformed",
        SignatureFault.AlgorithmUnsupported => "algorithm-unsupported",
        SignatureFault.CoverageInsufficient => "coverage-insufficient",
        SignatureFault.SignedHeaderInvalid => "signed-header-invalid",
        SignatureFault.SignatureExpired => "signature-expired",
        SignatureFault.SignatureFromFuture => "signature-from-future",
        SignatureFault.DigestMissing => "digest-missing",
        SignatureFault.DigestMalformed => "digest-malformed",
        SignatureFault.DigestMismatch => "digest-mismatch",
        SignatureFault.KeyIdInvalid => "key-id-invalid",
        SignatureFault.KeyNotFound => "key-not-found",
        SignatureFault.KeyGone => "key-gone",
        SignatureFault.KeyOwnerMismatch => "key-owner-mismatch",
        SignatureFault.KeyInvalid => "key-invalid",
        SignatureFault.KeyUnreachable => "key-unreachable",
        SignatureFault.SignatureInvalid => "signature-invalid",
        SignatureFault.NonceReused => "nonce-reused",
        SignatureFault.SignatureAmbiguous => "signature-ambiguous",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "not a fault"),
    };
}
