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
    /// <summary>The most an entry takes together with its details, in canonical JSON.</summary>
    public const int MaxOctets = 8 * 1024;

    private const int MaxName = 256;
    private const int MaxMissing = 1024;

    public int Version { get; init; } = 1;

    public required string Id { get; init; }

    /// <summary>To the millisecond, UTC, always in one spelling.</summary>
    [JsonConverter(typeof(AuditTime))]
    public required DateTimeOffset Time { get; init; }

    /// <summary>One of <see cref="AuditKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Absent where it is about the policy itself.</summary>
    public string? Checkpoint { get; init; }

    public string? Direction { get; init; }

    /// <summary><c>fetch</c> or <c>delivery</c>.</summary>
    public string? Request { get; init; }

    /// <summary>The host that was decided about.</summary>
    public string? Peer { get; init; }

    /// <summary>The host that signed, where it is another.</summary>
    public string? Signer { get; init; }

    /// <summary>Of rejections: the host that the sender named as its own. Nobody verified it, so it is no peer.</summary>
    public string? ClaimedHost { get; init; }

    /// <summary>Of entries that stand for several: the registrable domain that all of them came from.</summary>
    public string? Domain { get; init; }

    public required string Code { get; init; }

    public string? Rule { get; init; }

    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>False in observe mode: recorded, and let pass.</summary>
    public required bool Enforced { get; init; }

    /// <summary>SHA-256 of the policy set.</summary>
    public string? Policy { get; init; }

    /// <summary>SHA-256 of the set that it took the place of; of evidence, of what stood there before.</summary>
    public string? Before { get; init; }

    /// <summary>Of evidence: SHA-256 of what stands there now; absent where nothing does.</summary>
    public string? After { get; init; }

    /// <summary>Of evidence: what was read.</summary>
    public string? Source { get; init; }

    /// <summary>Of an exception: when it ends.</summary>
    [JsonConverter(typeof(AuditTime))]
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many requests it stands for; absent where it stands for one.</summary>
    public long? Count { get; init; }

    /// <summary>When the first of them came.</summary>
    [JsonConverter(typeof(AuditTime))]
    public DateTimeOffset? First { get; init; }

    /// <summary>When the last of them came.</summary>
    [JsonConverter(typeof(AuditTime))]
    public DateTimeOffset? Last { get; init; }

    /// <summary>The id of the entry that these requests were answered with.</summary>
    public string? Of { get; init; }

    /// <summary>True where there was no room to tell apart who they came from.</summary>
    public bool? Overflow { get; init; }

    /// <summary>Of <see cref="AuditKind.Pruned"/>: entries at positions before this one are dropped; their hashes stay.</summary>
    public long? DroppedBefore { get; init; }

    /// <summary>SHA-256 over the salt and the details, lower-case hex; set by the log.</summary>
    public string? Details { get; init; }

    /// <summary>With names of the policy no longer than <see cref="MaxOctets"/> allows for.</summary>
    public AuditEntry Bounded()
    {
        var left = MaxMissing;
        return this with
        {
            Code = KeptText.Of(Code, MaxName) ?? "",
            Rule = KeptText.Of(Rule, MaxName),
            Missing = Missing is null ? null : [.. Missing.Select(term => KeptText.Of(term, MaxName) ?? "").TakeWhile(term => (left -= MaxOctetsOf(term)) >= 0)],
        };
    }

    public byte[] Canonical() => CanonicalJson.Of(JsonSerializer.SerializeToElement(this, AuditJson.Default.AuditEntry));

    private static int MaxOctetsOf(string term) => JsonEncodedText.Encode(term).EncodedUtf8Bytes.Length + 3;

    public static AuditEntry Parse(ReadOnlySpan<byte> canonical) => JsonSerializer.Deserialize(canonical, AuditJson.Default.AuditEntry)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditDetails))]
internal sealed partial class AuditJson : JsonSerializerContext;
