using FedFilter.Signatures;

namespace FedFilter.Checkpoints;

/// <summary>Whether a request claims to be signed by a peer or to carry a digest, in any spelling that a server reads; nothing is verified.</summary>
internal static class SignatureHeaders
{
    private const string Scheme = "Signature";
    private const string KeyId = "keyId";

    private static readonly string[] Digests = ["Digest", "Content-Digest", "Repr-Digest"];

    /// <summary>Whether there is a signature of a peer. One of a web bot alone (Web Bot Auth) is none.</summary>
    public static bool ArePresent(IHeaderDictionary headers)
    {
        foreach (var value in headers.Authorization)
            if (value is not null && AreIn(value))
                return true;
        return ArePresentOfAnyKind(headers) && !WebBotAuth.IsAllThereIs(headers);
    }

    /// <summary>Whether there are signature fields, a peer's or not: an origin may read a delivery by any of them.</summary>
    public static bool ArePresentOfAnyKind(IHeaderDictionary headers) => headers.ContainsKey("Signature") || headers.ContainsKey("Signature-Input");

    public static bool HaveDigest(IHeaderDictionary headers)
    {
        foreach (var name in Digests)
            if (headers.ContainsKey(name))
                return true;
        return false;
    }

    /// <summary>
    /// Whether a value of Authorization is a signature: by its scheme, or by a key id under any scheme or none, which is all that the plugin of
    /// WordPress looks for (class-http-signature-draft.php).
    /// </summary>
    public static bool AreIn(string authorization)
    {
        var value = authorization.AsSpan().TrimStart();
        if (value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && (value.Length == Scheme.Length || !char.IsAsciiLetterOrDigit(value[Scheme.Length])))
            return true;
        for (var at = value.IndexOf(KeyId, StringComparison.OrdinalIgnoreCase); at >= 0; at = value.IndexOf(KeyId, StringComparison.OrdinalIgnoreCase))
        {
            value = value[(at + KeyId.Length)..];
            if (value.TrimStart(" \t\"'").StartsWith('='))
                return true;
        }

        return false;
    }
}
