using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedFilter.Notify;

/// <summary>Something that waits for the admin, as webhooks are told: version 1 of what docs/notify.md describes.</summary>
/// <param name="Id">The same however often it is sent, so that whoever takes it can tell.</param>
/// <param name="Event">One of <see cref="NoticeEvents"/>, or of Declarations.EvidenceChanges that need a review.</param>
/// <param name="Time">When it came about.</param>
/// <param name="Text">What happened and what to do, for a person.</param>
internal sealed record Notice(string Id, string Event, DateTimeOffset Time, string Text)
{
    [JsonPropertyOrder(-2)]
    public int Version { get; } = 1;

    /// <summary>The host of the first origin: which FedFilter speaks.</summary>
    [JsonPropertyOrder(-1)]
    public string? Server { get; init; }

    public string? Peer { get; init; }

    /// <summary>What was found, in words.</summary>
    public string? Detail { get; init; }

    /// <summary>Where it was found.</summary>
    public string? Url { get; init; }

    /// <summary>SHA-256 of what stood there before.</summary>
    public string? Before { get; init; }

    /// <summary>SHA-256 of what stands there now.</summary>
    public string? After { get; init; }

    /// <summary>The difference, by lines.</summary>
    public string? Diff { get; init; }

    public IReadOnlyList<EndingAttestation>? Attestations { get; init; }

    /// <summary>What is wrong in the policy folder, each with its place.</summary>
    public IReadOnlyList<string>? Problems { get; init; }

    /// <summary>How many more there are than the list above holds.</summary>
    public int? More { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, NoticeJson.Default.Notice);
}

/// <summary>An attestation that ends by itself.</summary>
/// <param name="Peer">The host it is about.</param>
/// <param name="Term">The term.</param>
/// <param name="LastDay">The last day on which it counts.</param>
internal sealed record EndingAttestation(string Peer, string Term, string LastDay);

/// <summary>Events that are no change of evidence.</summary>
internal static class NoticeEvents
{
    public const string AttestationsEnding = "attestations-ending";
    public const string PolicyNotTaken = "policy-not-taken";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Notice))]
internal sealed partial class NoticeJson : JsonSerializerContext;
