using System.Globalization;

namespace FedFilter.Signatures.Cavage;

/// <summary>
/// Whether a signature covers what it must, and whether its time is near: all that can be known without the key.
/// </summary>
internal static class CavageVerifier
{
    private static readonly string[] WithoutBody = [CavageSignature.RequestTarget, "host"];
    private static readonly string[] WithBody = [CavageSignature.RequestTarget, "host", "digest"];

    /// <summary>The first fault, or null. Cheap tests, no I/O.</summary>
    public static Faulted? Check(CavageSignature signature, SignedMessage message, DateTimeOffset now, TimeSpan skew) =>
        CheckAlgorithm(signature) ?? CheckCoverage(signature, message) ?? CheckFields(signature, message) ?? CheckTime(signature, message, now, skew);

    // The label never chooses the algorithm, the key's type does (RFC 9421, section 7.3.6): a label only has to fit.
    private static Faulted? CheckAlgorithm(CavageSignature signature)
    {
        switch (signature.Algorithm)
        {
            case null or "hs2019" or "ed25519" or "ed25519-sha512": // the last two are how libraries for Node label one algorithm
                return null;
            case "rsa-sha256":
                // Section 2.3: these two may not be used with algorithms that begin with rsa, hmac or ecdsa.
                return signature.Covered.Contains(CavageSignature.CreatedName) || signature.Covered.Contains(CavageSignature.ExpiresName)
                    ? new(SignatureFault.SignatureMalformed, "(created) and (expires) cannot be covered with the algorithm rsa-sha256; use hs2019.")
                    : null;
            default:
                return new(SignatureFault.AlgorithmUnsupported, "The algorithm must be rsa-sha256, hs2019 or ed25519.");
        }
    }

    private static Faulted? CheckCoverage(CavageSignature signature, SignedMessage message)
    {
        foreach (var name in Required(message))
            if (!signature.Covered.Contains(name))
                return new(SignatureFault.CoverageInsufficient, $"The signature must cover {name}.");
        return signature.Covered.Contains("date") || signature.Covered.Contains(CavageSignature.CreatedName)
            ? null
            : new(SignatureFault.CoverageInsufficient, "The signature must cover date.");
    }

    private static string[] Required(SignedMessage message) =>
        message.Method is "GET" or "HEAD" && !message.CanHaveBody ? WithoutBody : WithBody;

    private static Faulted? CheckFields(CavageSignature signature, SignedMessage message)
    {
        if (message.RepeatedField() is { } repeated)
            return new(SignatureFault.SignedHeaderInvalid, $"The header {repeated} was sent more than once.");

        foreach (var name in signature.Covered)
        {
            var present = name switch
            {
                CavageSignature.RequestTarget => true,
                CavageSignature.CreatedName => signature.Created is not null,
                CavageSignature.ExpiresName => signature.Expires is not null,
                _ => message.Headers[name].Count > 0,
            };
            if (!present)
                return new(SignatureFault.SignedHeaderInvalid, "The signature covers a header that was not sent.");
        }

        var host = message.Headers.Host.ToString();
        return host.Equals(message.Authority, StringComparison.OrdinalIgnoreCase)
            || host.Equals(string.Create(CultureInfo.InvariantCulture, $"{message.Authority}:{message.DefaultPort}"), StringComparison.OrdinalIgnoreCase)
                ? null
                : new(SignatureFault.SignedHeaderInvalid, "The signed host is not the one this server is known by.");
    }

    // Only times that are themselves signed count.
    private static Faulted? CheckTime(CavageSignature signature, SignedMessage message, DateTimeOffset now, TimeSpan skew)
    {
        if (signature.Covered.Contains("date"))
        {
            // IMF-fixdate only (RFC 9110, section 5.6.7); "r" is its pattern.
            if (!DateTimeOffset.TryParseExact(message.Headers.Date.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
                return new(SignatureFault.SignedHeaderInvalid, "The date is not of the form `Tue, 24 Nov 2026 10:00:00 GMT`.");
            if (SignedTime.Check(date, now, skew) is { } fault)
                return fault;
        }

        if (signature.Covered.Contains(CavageSignature.CreatedName) && SignedTime.Check(DateTimeOffset.FromUnixTimeSeconds(signature.Created!.Value), now, skew) is { } late)
            return late;
        return signature.Covered.Contains(CavageSignature.ExpiresName) ? SignedTime.CheckExpiry(signature.Expires!.Value, now, skew) : null;
    }
}
