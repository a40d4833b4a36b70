namespace FedFilter.Audit;

/// <summary>What the log needs to be told.</summary>
internal sealed record AuditOptions
{
    /// <summary>Where the last checkpoint is kept, beside the store.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The name the log begins with; one that has signed under another keeps that.</summary>
    public required string Name { get; init; }

    /// <summary>The Ed25519 key that signs its heads: PKCS#8 in PEM.</summary>
    public required string KeyPem { get; init; }

    /// <summary>How long entries are kept.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How long the personal details beside them are.</summary>
    public TimeSpan DetailsKeep { get; init; } = TimeSpan.FromDays(30);
}
