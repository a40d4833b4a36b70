using System.Diagnostics.CodeAnalysis;
using FedFilter.Signatures.Keys;

namespace FedFilter.Peers;

/// <summary>A key as a document lists it: whole, or only by its id.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Owner">Its <c>owner</c>, or <c>controller</c> in a Multikey; null where only the id is given.</param>
/// <param name="Material">PEM, or a Multikey's multibase; null where only the id is given.</param>
internal sealed record PublishedKey(string Id, string? Owner, string? Material)
{
    [MemberNotNullWhen(false, nameof(Owner), nameof(Material))]
    public bool IsReference => Material is null || Owner is null;

    /// <summary>Whether an owner that lists this one lists that one: by its id alone, or the same octets under it.</summary>
    public bool Names(PublishedKey other) => PeerIri.AreSame(Id, other.Id) && (IsReference || Material == other.Material);

    /// <summary>Reads the key under the id that a request named.</summary>
    public bool TryRead(string keyId, string owner, int maxRsaBits, [NotNullWhen(true)] out VerificationKey? key)
    {
        key = null;
        if (IsReference)
            return false;
        return Material.StartsWith('z')
            ? VerificationKey.TryFromMultibase(keyId, owner, Material, out key, maxRsaBits)
            : VerificationKey.TryFromPem(keyId, owner, Material, out key, maxRsaBits);
    }
}
