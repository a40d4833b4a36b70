namespace FedFilter.Checkpoints.Gateway;

/// <summary>What a request is, before anyone asks who sent it.</summary>
internal enum RequestClass
{
    /// <summary>On the open list: passes unchecked, a broken signature changes nothing.</summary>
    Open,

    /// <summary>A signed GET or HEAD.</summary>
    Fetch,

    /// <summary>A POST to an inbox, of an activity, or with a signature.</summary>
    Delivery,

    /// <summary>Web pages, client API, media, streaming; an unsigned fetch where the origin answers with ActivityPub content.</summary>
    Other,
}
