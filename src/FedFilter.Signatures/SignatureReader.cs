using FedFilter.Signatures.Cavage;
using FedFilter.Signatures.Rfc9421;
using Microsoft.Extensions.Primitives;

namespace FedFilter.Signatures;

/// <summary>
/// Reads all signatures of a request, in both styles. They must all be one signer's: with two, the next reader may take the other one for
/// the sender.
/// </summary>
internal static class SignatureReader
{
    private const string Scheme = "Signature ";

    private static readonly Faulted Ambiguous = new(SignatureFault.SignatureAmbiguous, "The request carries signatures of more than one signer: send those of one.");
    private static readonly Faulted Malformed = new(SignatureFault.SignatureMalformed, "A signature header names a key id and does not follow draft-cavage-http-signatures-12.");

    /// <summary>The claims of the one signer, of which any may verify, or what is wrong. Null where there is no signature of a peer.</summary>
    public static (IReadOnlyList<SignatureClaim> Claims, Faulted? Fault)? Read(SignedMessage message, DateTimeOffset now, TimeSpan skew)
    {
        var headers = message.Headers;
        var signature = headers["Signature"];
        var authorization = headers.Authorization;
        var isInAuthorization = IsOlderStyle(authorization);

        // Nearly every request: one signature in the older style.
        if (!headers.ContainsKey("Signature-Input") && !isInAuthorization && signature.Count <= 1)
            return signature.Count == 0 ? null : Single(CavageReader.Read(signature.ToString(), message, now, skew));
        return All(message, signature, isInAuthorization ? authorization : default, now, skew);
    }

    /// <summary>Whether an Authorization header holds a signature: some readers search it for a key id, whatever its scheme.</summary>
    public static bool IsOlderStyle(StringValues authorization)
    {
        foreach (var value in authorization)
            if (value is not null && (value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || value.Contains("keyid=", StringComparison.OrdinalIgnoreCase)))
                return true;
        return false;
    }

    private static (IReadOnlyList<SignatureClaim>, Faulted?) All(
        SignedMessage message, StringValues signature, StringValues authorization, DateTimeOffset now, TimeSpan skew)
    {
        var isNewer = message.Headers.ContainsKey("Signature-Input");
        var older = isNewer ? signature.Where(IsParameters).ToArray() : signature.ToArray();
        if (older.Length > 1 || authorization.Count > 1)
            return older.Concat(authorization).Select(KeyIdOf).Distinct().ToArray() is { Length: > 1 } named && !named.Contains(null) ? Fail(Ambiguous) : Fail(Malformed);

        var claims = new List<SignatureClaim>();
        var signers = new HashSet<string>(StringComparer.Ordinal);
        var passedOver = 0;
        Faulted? first = null;
        foreach (var value in older)
            if (!Take(CavageReader.Read(value!, message, now, skew), new SignatureCarrier(value, null, null)))
                return Fail(Malformed);
        foreach (var value in authorization)
            if (!value!.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                || !Take(CavageReader.Read(value[Scheme.Length..], message, now, skew), new SignatureCarrier(null, null, value)))
                return Fail(Malformed);

        if (isNewer)
        {
            var (labels, fault) = Rfc9421Reader.Read(message, signature.Where(value => !IsParameters(value)), now, skew);
            if (fault is not null)
                return Fail(fault);

            // A proxy may add its own. Only one that is fit to be the sender's makes a second signer.
            foreach (var label in labels)
                if (label.Claim is null)
                    (first, passedOver) = (first ?? label.Fault, passedOver + 1);
                else
                    Take((label.Claim, null), label.Carrier);
        }

        if (signers.Count > 1)
            return Fail(Ambiguous);
        if (claims.Count == 0)
            return ([], first); // null where all signatures are those of agents
        return claims is [var only] && passedOver == 0 && older.Length + authorization.Count + (isNewer ? 1 : 0) == 1 ? ([only with { Carrier = null }], null) : (claims, null);

        // False for one that names no signer.
        bool Take((SignatureClaim? Claim, Faulted? Fault) read, SignatureCarrier carrier)
        {
            if ((read.Claim?.KeyId ?? read.Fault!.KeyId) is not { } keyId)
                return false;
            signers.Add(SignerOf(keyId));
            if (read.Claim is { } claim)
                claims.Add(claim with { Carrier = carrier });
            else
                first ??= read.Fault;
            return true;
        }
    }

    /// <summary>Keys that differ in the fragment are in one document, and so one actor's.</summary>
    private static string SignerOf(string keyId) => keyId.IndexOf('#', StringComparison.Ordinal) is >= 0 and var fragment ? keyId[..fragment] : keyId;

    /// <summary>Whether a Signature line is in the older style: a dictionary of RFC 9421 holds octets between colons.</summary>
    private static bool IsParameters(string? value) => value is not null && CavageParser.Parse(value) is not null;

    private static string? KeyIdOf(string? value) =>
        CavageParser.Parse(value!.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..] : value)?.KeyId is { } keyId ? SignerOf(keyId) : null;

    private static (IReadOnlyList<SignatureClaim>, Faulted?) Single((SignatureClaim? Claim, Faulted? Fault) read) =>
        read.Claim is { } claim ? ([claim], null) : ([], read.Fault);

    private static (IReadOnlyList<SignatureClaim>, Faulted?) Fail(Faulted fault) => ([], fault);
}
