using System.Text.Json.Serialization;

namespace FedFilter.Declarations;

/// <summary>Something that a source says otherwise than before.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Source">The source.</param>
/// <param name="Code">What happened: one of <see cref="EvidenceChanges"/>.</param>
internal sealed record EvidenceChange(string Peer, string Source, string Code)
{
    public string? Url { get; init; }

    /// <summary>SHA-256 of what stood there before.</summary>
    public string? Before { get; init; }

    /// <summary>SHA-256 of what stands there now.</summary>
    public string? After { get; init; }

    /// <summary>What it means, in words.</summary>
    public required string Detail { get; init; }

    /// <summary>The texts' difference, for a person. Null where there is none to show.</summary>
    public string? Diff { get; init; }

    /// <summary>How many changes it stands for; null where it is one. Then the peer is the registrable domain, or empty for all others.</summary>
    public long? Count { get; init; }

    /// <summary>Whether an admin has to look.</summary>
    [JsonIgnore]
    public bool NeedsReview => Count is null && Code is EvidenceChanges.TextChanged or EvidenceChanges.ClauseLost or EvidenceChanges.TextAnnounced
        or EvidenceChanges.KeyChanged or EvidenceChanges.Withdrawn;
}

/// <summary>What may happen to evidence. docs/reference/audit-entry.md lists them.</summary>
internal static class EvidenceChanges
{
    public const string Found = "commitment-found";
    public const string Changed = "commitment-changed";
    public const string Withdrawn = "commitment-withdrawn";
    public const string KeyChanged = "commitment-key-changed";
    public const string TextChanged = "text-changed";
    public const string ClauseLost = "clause-lost";
    public const string TextRestored = "text-restored";
    public const string TextAnnounced = "text-announced";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvidenceChange))]
internal sealed partial class EvidenceChangeJson : JsonSerializerContext;
