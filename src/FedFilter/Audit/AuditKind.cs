namespace FedFilter.Audit;

/// <summary>What an entry records. docs/reference/audit-entry.md describes each.</summary>
internal static class AuditKind
{
    public const string Refusal = "refusal";
    public const string Hold = "hold";

    /// <summary>What a rule in shadow would have refused; nothing was.</summary>
    public const string Shadow = "shadow";
    public const string Shadows = "shadows";

    /// <summary>Before the policy was asked; always counted together.</summary>
    public const string Rejections = "rejections";

    /// <summary>Deliveries that had been accepted before.</summary>
    public const string Duplicates = "duplicates";

    /// <summary>Self-deletes of actors that are gone and were never known here.</summary>
    public const string NothingToDelete = "nothing-to-delete";

    /// <summary>Identity documents that a peer got in place of what it was refused, counted by day.</summary>
    public const string Identity = "identity";

    /// <summary>Another policy set came into force.</summary>
    public const string Policy = "policy";

    /// <summary>A peer declares something otherwise than before.</summary>
    public const string Evidence = "evidence";

    /// <summary>An admin lets everything of a peer pass for a while.</summary>
    public const string Override = "override";

    /// <summary>Entries before a position were dropped, since they had been kept as long as they were to be.</summary>
    public const string Pruned = "pruned";

    /// <summary>The kind of an entry that stands for several of one kind.</summary>
    public static string Several(string kind) => kind + "s";

    /// <summary>The kind it is found by: that of one, also where it stands for several.</summary>
    public static string One(string kind) => kind switch
    {
        "refusals" => Refusal,
        "holds" => Hold,
        Shadows => Shadow,
        Rejections => "rejection",
        Duplicates => "duplicate",
        _ => kind,
    };
}
