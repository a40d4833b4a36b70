namespace FedFilter.Signatures;

/// <summary>Names that applications use.</summary>
public static class HttpSignatureDefaults
{
    /// <summary>The authentication scheme's name.</summary>
    public const string AuthenticationScheme = "HttpSignature";

    /// <summary>Claim: the host of the key's owner, lower case, A-labels, with the port only if it is not the scheme's default.</summary>
    public const string PeerClaim = "peer";

    /// <summary>Claim: the id of the actor that owns the key.</summary>
    public const string ActorClaim = "actor";

    /// <summary>Claim: the id of the key that verified.</summary>
    public const string KeyIdClaim = "key-id";

    /// <summary>Claim: what the signature covers, joined by spaces.</summary>
    public const string CoveredClaim = "covered";
}
