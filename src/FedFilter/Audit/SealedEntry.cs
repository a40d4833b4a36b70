using System.Security.Cryptography;
using FedFilter.Audit.Merkle;
using FedFilter.Storage;

namespace FedFilter.Audit;

/// <summary>An entry ready to be written: its octets made, its details sealed into it, its leaf hashed. All but its position, which only the writer knows.</summary>
internal sealed record SealedEntry(AuditEntry Entry, byte[] Canonical, byte[] Leaf, AuditDetails Details, byte[] CanonicalDetails, byte[] Salt)
{
    public static SealedEntry Of(AuditEntry entry, AuditDetails details)
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        details = details.Cleaned();
        var canonicalDetails = details.Canonical();
        entry = entry.Bounded() with { Details = AuditDetails.Seal(salt, canonicalDetails) };
        var canonical = entry.Canonical();
        return new SealedEntry(entry, canonical, TreeHash.Leaf(canonical), details, canonicalDetails, salt);
    }

    public AuditDetailsRow DetailsRow(long position) => new() { Sequence = position, Salt = Salt, Canonical = CanonicalDetails, Type = TypeOf(Details) };

    /// <summary>The entry with the columns that queries use; they follow from its octets, and <c>audit verify</c> holds them to it.</summary>
    public static AuditEntryRow Row(long position, AuditEntry entry, byte[] canonical) => new()
    {
        Sequence = position,
        Id = entry.Id,
        Time = entry.Time.ToUnixTimeMilliseconds(),
        Kind = AuditKind.One(entry.Kind),
        Checkpoint = entry.Checkpoint,
        Peer = entry.Peer ?? entry.Signer ?? entry.ClaimedHost ?? entry.Domain,
        Rule = entry.Rule,
        Code = entry.Code,
        Enforced = entry.Enforced,
        Count = entry.Count ?? 1,
        Of = entry.Of,
        Canonical = canonical,
    };

    public static string? TypeOf(AuditDetails details) => details.ActivityTypes is [var type, ..] ? type : null;
}
