using FedFilter.Signatures;

namespace FedFilter.Checkpoints;

/// <summary>Whether a request claims to be signed by a peer, in either style; nothing is verified.</summary>
internal static class SignatureHeaders
{
    public static bool ArePresent(IHeaderDictionary headers) =>
        HoldSignature(headers.Authorization.ToString())
        || ((headers.ContainsKey("Signature") || headers.ContainsKey("Signature-Input")) && !WebBotAuth.IsAllThereIs(headers));

    /// <summary>Whether the value of Authorization is a signature: some readers search it for a key id, whatever its scheme.</summary>
    public static bool HoldSignature(string? authorization) =>
        authorization is not null
        && (authorization.StartsWith("Signature ", StringComparison.OrdinalIgnoreCase) || authorization.Contains("keyid=", StringComparison.OrdinalIgnoreCase));
}
