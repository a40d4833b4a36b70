namespace FedFilter.Policy.Lists;

/// <summary>How a list is written.</summary>
public enum ListFormat
{
    /// <summary>The CSV of Mastodon's domain blocks and of FediBlockHole: columns domain, severity and others, header optional.</summary>
    Mastodon,

    /// <summary>A host a line; <c>#</c> begins a comment.</summary>
    Plain,

    /// <summary>A JSON array of hosts, or of objects with <c>domain</c>: GoToSocial's export, Mastodon's <c>/api/v1/instance/domain_blocks</c>.</summary>
    Json,
}

/// <summary>How far a block goes, in Mastodon's words; weakest first.</summary>
public enum ListSeverity
{
    /// <summary>Nothing: the entry only holds a remark.</summary>
    Noop,

    /// <summary>Limited: posts reach followers only.</summary>
    Silence,

    /// <summary>Cut off. Entries that name no severity count as this.</summary>
    Suspend,
}
