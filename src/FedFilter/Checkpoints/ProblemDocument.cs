using System.Text.Json.Serialization;

namespace FedFilter.Checkpoints;

/// <summary>A refusal or rejection as a problem document (RFC 9457), with the members of the contract.</summary>
internal sealed record ProblemDocument
{
    public required int Status { get; init; }

    public required string Title { get; init; }

    public string? Code { get; init; }

    /// <summary>The id under which the audit log and the public page know it.</summary>
    public string? Decision { get; init; }

    public string? Peer { get; init; }

    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>Where the peer's admin reads what is asked and how to declare it.</summary>
    public string? Terms { get; init; }

    public static ProblemDocument Of(Rejection rejection) => new() { Status = rejection.Status, Title = rejection.Detail, Code = rejection.Code };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemDocumentJson : JsonSerializerContext;
