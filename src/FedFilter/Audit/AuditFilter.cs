namespace FedFilter.Audit;

/// <summary>Which entries to list; what is null does not matter.</summary>
internal sealed record AuditFilter
{
    /// <summary>A host: as the one decided about, as the signer of several, or as one that was only claimed.</summary>
    public string? Peer { get; init; }

    /// <summary>One of <see cref="AuditKind"/>; finds entries that stand for several too.</summary>
    public string? Kind { get; init; }

    public string? Code { get; init; }

    public string? Rule { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Not included.</summary>
    public DateTimeOffset? Until { get; init; }

    public int Limit { get; init; } = 50;
}
