namespace FedFilter.Checkpoints;

/// <summary>Whether a request claims to be signed, in either style; nothing is verified.</summary>
internal static class SignatureHeaders
{
    public static bool ArePresent(IHeaderDictionary headers) =>
        headers.ContainsKey("Signature")
        || headers.ContainsKey("Signature-Input")
        || headers.Authorization.ToString().StartsWith("Signature ", StringComparison.OrdinalIgnoreCase);
}
