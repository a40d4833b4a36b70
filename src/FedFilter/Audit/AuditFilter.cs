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

    public string? Checkpoint { get; init; }

    /// <summary>The activity's type; the first, where it has several. Known as long as the details are.</summary>
    public string? Type { get; init; }

    /// <summary>What stands in the details, in whole words, or with the last one going on where it ends in an asterisk; known as long as they are.</summary>
    public string? Text { get; init; }

    /// <summary>A decision, and the entry that counts what followed it.</summary>
    public string? Id { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Not included.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Before this position: where the next page begins.</summary>
    public long? Before { get; init; }

    /// <summary>After this position.</summary>
    public long? After { get; init; }

    public bool OldestFirst { get; init; }

    public int Limit { get; init; } = 50;
}
