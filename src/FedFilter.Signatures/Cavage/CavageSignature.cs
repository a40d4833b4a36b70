namespace FedFilter.Signatures.Cavage;

/// <summary>The parameters of a signature header (draft-cavage-http-signatures-12, section 2.1), as the sender wrote them.</summary>
internal sealed record CavageSignature
{
    public const string RequestTarget = "(request-target)";
    public const string CreatedName = "(created)";
    public const string ExpiresName = "(expires)";

    public required string KeyId { get; init; }

    /// <summary>The label; null where none was sent.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Names of what is covered, lower case, in signing order.</summary>
    public required string[] Covered { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>Seconds since 1970-01-01T00:00Z.</summary>
    public long? Created { get; init; }

    /// <summary>Seconds since 1970-01-01T00:00Z.</summary>
    public long? Expires { get; init; }
}
