namespace FedFilter.Checkpoints;

/// <summary>What matters of an object's types to whose it is.</summary>
[Flags]
internal enum NodeKinds : byte
{
    None = 0,
    Announce = 1,
    Undo = 2,
    Collection = 4,
    Other = 8,
}

/// <summary>One object of those that are decided by: an activity, a post, an author.</summary>
internal struct BodyNode
{
    public string? Id;
    public string? Href;

    /// <summary>Whether it has an id that is no text.</summary>
    public bool HasOddId;

    public NodeKinds Kinds;

    /// <summary>Whether there is more to it than what it is and where.</summary>
    public bool IsEmbedded;

    /// <summary>How many things stand in its object.</summary>
    public int Carried;

    // Of nearly every object all are on one host.
    private string? _host;
    private List<string>? _more;

    /// <summary>Whether it is of one kind and of no other besides: several types are taken for the one that says more.</summary>
    public readonly bool IsOnly(NodeKinds kind) => Kinds == kind;

    public readonly bool IsAny(NodeKinds kind) => (Kinds & kind) != 0;

    /// <summary>Its id, its actor or one of its authors is on a host; null for the activity's own.</summary>
    public void Claim(string? host)
    {
        if (host is null || host == _host)
            return;
        if (_host is null)
            _host = host;
        else
            (_more ??= []).Add(host);
    }

    /// <summary>It is brought along: whose it is counts.</summary>
    public readonly void Commit(ref BroughtHosts brought)
    {
        brought.Add(_host);
        foreach (var host in _more ?? [])
            brought.Add(host);
    }
}
