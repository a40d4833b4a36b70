using FedFilter.Signatures.Signing;
using FedFilter.Signatures.StructuredFields;

namespace FedFilter.Signatures.Rfc9421;

/// <summary>From <c>Signature-Input</c> and <c>Signature</c> (RFC 9421, section 4) to a <see cref="SignatureClaim"/>.</summary>
internal static class Rfc9421Reader
{
    private const int MaxLabels = 4;
    private const int MaxKeyId = 2048;
    private const int MaxSignature = 1024;

    /// <summary>One labelled signature: a claim, or why it cannot be the sender's, or neither for an agent's (<see cref="WebBotAuth"/>).</summary>
    /// <param name="Claim">What it claims.</param>
    /// <param name="Fault">Why it cannot be the sender's.</param>
    /// <param name="Carrier">The headers that carry it alone.</param>
    public readonly record struct Label(SignatureClaim? Claim, Faulted? Fault, SignatureCarrier Carrier);

    /// <summary>The signatures in the order of Signature-Input.</summary>
    /// <param name="message">The request.</param>
    /// <param name="signatures">The lines of its Signature header that are in this style.</param>
    /// <param name="now">The time.</param>
    /// <param name="skew">How far a signed time may be off.</param>
    public static (IReadOnlyList<Label> Labels, Faulted? Fault) Read(SignedMessage message, IEnumerable<string?> signatures, DateTimeOffset now, TimeSpan skew)
    {
        if (Members(message, signatures) is not { } members)
            return ([], new(SignatureFault.SignatureMalformed, "Signature-Input and Signature do not follow RFC 9421, or their labels do not match one to one."));
        var labels = new List<Label>(members.Count);
        foreach (var (label, input, signature) in members)
        {
            var (claim, fault) = WebBotAuth.Includes(input) ? (null, null) : Read(input, signature, message, now, skew);
            labels.Add(new Label(claim, fault, new SignatureCarrier($"{label}=:{Convert.ToBase64String(signature)}:", $"{label}={SfWriter.Write(input)}", null)));
        }

        return (labels, null);
    }

    private static List<(string Label, SfInnerList Input, byte[] Signature)>? Members(SignedMessage message, IEnumerable<string?> lines)
    {
        var inputs = SfParser.ParseDictionary(string.Join(", ", message.Headers["Signature-Input"].AsEnumerable()));
        var signatures = SfParser.ParseDictionary(string.Join(", ", lines));
        if (inputs is null || signatures is null || inputs.Count is 0 or > MaxLabels || inputs.Count != signatures.Count)
            return null;

        var members = new List<(string, SfInnerList, byte[])>();
        foreach (var input in inputs)
        {
            if (input.List is not { } list || signatures.FirstOrDefault(member => member.Key == input.Key)?.Item is not { Value: byte[] { Length: > 0 and <= MaxSignature } octets })
                return null;
            members.Add((input.Key, list, octets));
        }

        return members;
    }

    private static (SignatureClaim? Claim, Faulted? Fault) Read(SfInnerList input, byte[] signature, SignedMessage message, DateTimeOffset now, TimeSpan skew)
    {
        var parameters = SignatureParameters.Read(input);
        if (parameters is null || parameters.KeyId.Length is 0 or > MaxKeyId)
            return Fail(SignatureFault.SignatureMalformed, "A signature must have the parameters created and keyid, each of its type.");

        var (claim, fault) = Check(parameters, input, signature, message, now, skew);
        return (claim, fault is null ? null : fault with { KeyId = parameters.KeyId });
    }

    private static (SignatureClaim? Claim, Faulted? Fault) Check(
        SignatureParameters parameters, SfInnerList input, byte[] signature, SignedMessage message, DateTimeOffset now, TimeSpan skew)
    {
        // With its parameters a component is another one: part of content-digest is not content-digest.
        var covered = input.Items.Select(item => item.Parameters.Count > 0 ? SfWriter.Write(item) : item.Value as string ?? "").ToArray();
        if (covered.Distinct(StringComparer.Ordinal).Count() != covered.Length)
            return Fail(SignatureFault.SignatureMalformed, "The signature covers a component twice.");
        if (!parameters.TryGetAlgorithm(out var algorithm))
            return Fail(SignatureFault.AlgorithmUnsupported, "The algorithm must be rsa-v1_5-sha256, rsa-pss-sha512, ecdsa-p256-sha256 or ed25519.");
        if (Missing(covered, message) is { } missing)
            return Fail(SignatureFault.CoverageInsufficient, $"The signature must cover {missing}.");
        if (message.RepeatedField() is { } repeated)
            return Fail(SignatureFault.SignedHeaderInvalid, $"The header {repeated} was sent more than once.");
        if (SignedTime.Check(parameters.Created, now, skew) is { } late)
            return (null, late);
        if (parameters.Expires is { } expires && SignedTime.CheckExpiry(expires, now, skew) is { } expired)
            return (null, expired);
        return SignatureBase.Of(input, message) is { } signed
            ? (new SignatureClaim(parameters.KeyId, algorithm, covered, signed, signature, SignatureStyle.Rfc9421) { Nonce = parameters.Nonce }, null)
            : Fail(SignatureFault.SignedHeaderInvalid, "The signature covers a component that is absent or not supported here.");
    }

    /// <summary>The method, the whole target, and with a body its digest.</summary>
    private static string? Missing(string[] covered, SignedMessage message)
    {
        if (!covered.Contains("@method"))
            return "@method";
        var whole = covered.Contains("@target-uri")
            || (covered.Contains("@authority")
                && (covered.Contains("@request-target")
                    || (covered.Contains("@path") && (covered.Contains("@query") || !message.RawTarget.Contains('?', StringComparison.Ordinal)))));
        if (!whole)
            return "@target-uri, or @authority with @path and @query";
        return message is { Method: "GET" or "HEAD", CanHaveBody: false } || covered.Contains("content-digest") ? null : "content-digest";
    }

    private static (SignatureClaim? Claim, Faulted? Fault) Fail(SignatureFault fault, string detail) => (null, new(fault, detail));
}
