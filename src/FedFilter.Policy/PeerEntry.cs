using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy;

/// <summary>What the policy files say of one host.</summary>
/// <param name="Attested">What an admin vouches for, or has read to the contrary.</param>
public sealed record PeerEntry(ImmutableArray<Evidence> Attested)
{
    /// <summary>The key its commitment document must be signed with, as a did:key. Null if any that the host lists will do.</summary>
    public string? Key { get; init; }

    /// <summary>Lets everything pass for a while. Null for nearly every host.</summary>
    public PeerOverride? Override { get; init; }
}

/// <summary>An exception for an emergency: while it lasts, no rule is asked.</summary>
/// <param name="Until">When it ends.</param>
/// <param name="Because">Why it was made.</param>
/// <param name="By">Who made it.</param>
public sealed record PeerOverride(DateTimeOffset Until, string Because, string By);
