namespace FedFilter.Audit;

/// <summary>Which entries to list; what is null does not matter.</summary>
internal sealed record AuditFilter
{
    public string? Peer { get; init; }

    public string? Code { get; init; }

    public string? Rule { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Not included.</summary>
    public DateTimeOffset? Until { get; init; }

    public int Limit { get; init; } = 50;
}
