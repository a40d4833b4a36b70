using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FedFilter.Policy.Facts;

namespace FedFilter.Declarations;

/// <summary>All that was found out about one peer by asking.</summary>
/// <param name="Peer">Its canonical host.</param>
/// <param name="FirstAsked">When it was asked for the first time.</param>
/// <param name="Sources">One entry for each source that was read.</param>
internal sealed record PeerRecord(string Peer, DateTimeOffset FirstAsked, ImmutableArray<SourceRecord> Sources)
{
    /// <summary>How often in a row somebody did not answer.</summary>
    public int Failures { get; init; }

    /// <summary>The host of the origin that it is asked for: the first that it sent a request to. Null where none is known.</summary>
    public string? Origin { get; init; }

    [JsonIgnore]
    public string? Software => Sources.FirstOrDefault(source => source.Software is not null)?.Software;

    /// <summary>What decisions look at. Nothing, where nothing was found: most peers are like that, and share it.</summary>
    public GatheredEvidence Gathered()
    {
        // A source that once answered has said what it says; one that never did may yet.
        var pending = Sources.Where(source => source.AnsweredAt is null).Min(source => source.UnansweredSince);
        var gathered = new GatheredEvidence
        {
            Pieces = [.. Sources.SelectMany(source => source.Pieces)],
            Texts = [.. Sources.SelectMany(source => source.Texts)],
            PendingSince = pending,
        };
        return gathered is { Pieces.IsEmpty: true, Texts.IsEmpty: true, PendingSince: null } ? GatheredEvidence.Nothing : gathered;
    }

    public SourceRecord? Of(string source) => Sources.FirstOrDefault(record => record.Source == source);

    public string ToJson() => JsonSerializer.Serialize(this, PeerRecordJson.Default.PeerRecord);

    /// <summary>Null if it was written by a version that kept something else; then the peer is asked anew.</summary>
    public static PeerRecord? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PeerRecordJson.Default.PeerRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PeerRecord))]
internal sealed partial class PeerRecordJson : JsonSerializerContext;
