using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Signatures.Cavage;

/// <summary>From a signature header to a <see cref="SignatureClaim"/>.</summary>
internal static class CavageReader
{
    public static (SignatureClaim? Claim, Faulted? Fault) Read(string header, SignedMessage message, DateTimeOffset now, TimeSpan skew)
    {
        if (CavageParser.Parse(header) is not { } signature)
            return (null, new(SignatureFault.SignatureMalformed, "The Signature header does not follow draft-cavage-http-signatures-12."));
        if (CavageVerifier.Check(signature, message, now, skew) is { } fault)
            return (null, fault with { KeyId = signature.KeyId });

        // The labels of this style do not choose, they only have to fit; hs2019 means whatever the key is.
        HttpSignatureAlgorithm? algorithm = signature.Algorithm switch
        {
            "rsa-sha256" => HttpSignatureAlgorithm.RsaV15Sha256,
            "ed25519" or "ed25519-sha512" => HttpSignatureAlgorithm.Ed25519,
            _ => null,
        };
        var claim = new SignatureClaim(signature.KeyId, algorithm, signature.Covered, CavageSigningString.Of(signature, message), signature.Signature, SignatureStyle.Cavage)
        {
            SignedWithoutQuery = WithoutQuery(message) is { } shorter ? CavageSigningString.Of(signature, shorter) : null,
        };
        return (claim, null);
    }

    private static SignedMessage? WithoutQuery(SignedMessage message) =>
        message.Method is "GET" or "HEAD" && message.RawTarget.IndexOf('?', StringComparison.Ordinal) is > 0 and var query
            ? message with { RawTarget = message.RawTarget[..query] }
            : null;
}
