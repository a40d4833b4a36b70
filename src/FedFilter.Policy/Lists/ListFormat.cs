namespace FedFilter.Policy.Lists;

/// <summary>How a list is written.</summary>
public enum ListFormat
{
    /// <summary>The CSV of Mastodon's domain blocks and of FediBlockHole: columns domain, severity and others, header optional, any usual separator.</summary>
    Mastodon,

    /// <summary>Hosts as people write them down: one or several a line, with remarks; hosts files and filter lists too.</summary>
    Plain,

    /// <summary>JSON: an array of hosts or of objects that name one, or the object that some software exports.</summary>
    Json,

    /// <summary>One of these, told by the text.</summary>
    Detected,
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
