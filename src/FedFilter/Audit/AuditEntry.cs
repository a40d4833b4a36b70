using System.Text.Json;
using System.Text.Json.Serialization;
using FedFilter.Json;

namespace FedFilter.Audit;

/// <summary>
/// One entry of the log. Its canonical octets are what will be hashed and signed, so the form is versioned and holds no personal data:
/// that stands in <see cref="AuditDetails"/> and is only sealed in here. docs/reference/audit-entry.md describes each field.
/// </summary>
internal sealed record AuditEntry
{
    public int Version { get; init; } = 1;

    public required string Id { get; init; }

    /// <summary>To the millisecond, UTC, always in one spelling.</summary>
    [JsonConverter(typeof(AuditTime))]
    public required DateTimeOffset Time { get; init; }

    /// <summary><c>refusal</c>, <c>hold</c>, or <c>shadow</c> for what a rule in shadow would have refused; further kinds will follow.</summary>
    public required string Kind { get; init; }

    public required string Checkpoint { get; init; }

    public required string Direction { get; init; }

    /// <summary><c>fetch</c> or <c>delivery</c>.</summary>
    public required string Request { get; init; }

    /// <summary>The host that was decided about.</summary>
    public required string Peer { get; init; }

    /// <summary>The host that signed, where it is another.</summary>
    public string? Signer { get; init; }

    public required string Code { get; init; }

    public string? Rule { get; init; }

    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>False in observe mode: recorded, and let pass.</summary>
    public required bool Enforced { get; init; }

    /// <summary>SHA-256 of the policy set.</summary>
    public required string Policy { get; init; }

    /// <summary>SHA-256 over the salt and the details, lower-case hex; set by the log.</summary>
    public string? Details { get; init; }

    public byte[] Canonical() => CanonicalJson.Of(JsonSerializer.SerializeToElement(this, AuditJson.Default.AuditEntry));

    public static AuditEntry Parse(ReadOnlySpan<byte> canonical) => JsonSerializer.Deserialize(canonical, AuditJson.Default.AuditEntry)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditDetails))]
internal sealed partial class AuditJson : JsonSerializerContext;
