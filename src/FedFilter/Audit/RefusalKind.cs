using FedFilter.Network;

namespace FedFilter.Audit;

/// <summary>
/// What refusals that are counted together have in common: who signed, the rule, and what follows from it. It is the signer that counts,
/// since it alone is verified: other hosts that a request concerns are the signer's word, and it could name any number of them. It counts by
/// its registrable domain, since it can have any number of hosts under that too.
/// </summary>
internal readonly record struct RefusalKind
{
    /// <summary>Whose host signed; null for those for whom there was no room.</summary>
    public string? Domain { get; init; }

    /// <summary>The decision was about another host than the signer.</summary>
    public bool OfAnother { get; init; }

    public string? Checkpoint { get; init; }

    public string? Rule { get; init; }

    public string Code { get; init; }

    public string Kind { get; init; }

    public bool Enforced { get; init; }

    public string? Policy { get; init; }

    public static RefusalKind Of(AuditEntry entry) => new()
    {
        Domain = (entry.Signer ?? entry.Peer) is { } host ? RegistrableDomain.Of(host) : null,
        OfAnother = entry.Signer is not null,
        Checkpoint = entry.Checkpoint,
        Rule = entry.Rule,
        Code = entry.Code,
        Kind = entry.Kind,
        Enforced = entry.Enforced,
        Policy = entry.Policy,
    };
}
