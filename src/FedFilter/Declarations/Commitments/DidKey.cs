using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations.Commitments;

/// <summary>A key as an id of itself: <c>did:key:</c> and its Multikey; as a verification method also with <c>#</c> and the Multikey again.</summary>
internal static class DidKey
{
    private const string Prefix = "did:key:";

    public static string Of(string multibase) => Prefix + multibase;

    /// <summary>Whether an admin can pin it.</summary>
    public static bool IsEd25519(string did) =>
        !did.Contains('#', StringComparison.Ordinal) && Multibase(did) is { } multibase
        && VerificationKey.TryFromMultibase(did, "", multibase, out var key) && key.Fits(HttpSignatureAlgorithm.Ed25519);

    /// <summary>The Multikey; null if it is no did:key.</summary>
    public static string? Multibase(string did)
    {
        if (!did.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var parts = did[Prefix.Length..].Split('#');
        return parts.Length == 1 || (parts.Length == 2 && parts[0] == parts[1]) ? parts[0] : null;
    }
}
