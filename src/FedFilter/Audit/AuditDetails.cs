using System.Security.Cryptography;
using System.Text.Json;
using FedFilter.Json;

namespace FedFilter.Audit;

/// <summary>
/// What an admin needs to understand an entry, and what may have to be erased: kept beside the entry, sealed into it by a salted hash, so
/// that erasing it (with its salt) leaves a log that still verifies and tells nothing. Each text was chosen by a peer: it is shortened
/// and freed of what a terminal would act on before it is kept.
/// </summary>
internal sealed record AuditDetails
{
    /// <summary>Names of activity types are short words; of what is longer, the beginning says enough.</summary>
    private const int MaxTypes = 8;

    public string? Origin { get; init; }

    public string? KeyId { get; init; }

    public string? Actor { get; init; }

    /// <summary>The domain of the actor's handle, where it is known to be another than the peer.</summary>
    public string? HandleDomain { get; init; }

    public IReadOnlyList<string>? ActivityTypes { get; init; }

    public string? Object { get; init; }

    public string? Target { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The client's network, /24 or /48; never its address.</summary>
    public string? ClientNetwork { get; init; }

    /// <summary>What it means, or why it was done, in words.</summary>
    public string? Note { get; init; }

    /// <summary>Who did it.</summary>
    public string? By { get; init; }

    public byte[] Canonical() => CanonicalJson.Of(JsonSerializer.SerializeToElement(Cleaned(), AuditJson.Default.AuditDetails));

    public static AuditDetails Parse(ReadOnlySpan<byte> canonical) => JsonSerializer.Deserialize(canonical, AuditJson.Default.AuditDetails)!;

    /// <summary>What free text is looked for in.</summary>
    public string Words() => string.Join('\n', ((string?[])[Origin, KeyId, Actor, HandleDomain, .. ActivityTypes ?? [], Object, Target, UserAgent, ClientNetwork]).OfType<string>());

    /// <summary>What the entry holds of them.</summary>
    public static string Seal(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonical)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(canonical);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>As it is kept.</summary>
    public AuditDetails Cleaned() => this with
    {
        Origin = KeptText.Of(Origin),
        KeyId = KeptText.Of(KeyId),
        Actor = KeptText.Of(Actor),
        ActivityTypes = ActivityTypes?.Take(MaxTypes).Select(type => KeptText.Of(type, KeptText.MaxOctets / MaxTypes) ?? "").ToArray(),
        Object = KeptText.Of(Object),
        Target = KeptText.Of(Target),
        UserAgent = KeptText.Of(UserAgent),
        Note = KeptText.Of(Note),
        By = KeptText.Of(By),
    };
}
