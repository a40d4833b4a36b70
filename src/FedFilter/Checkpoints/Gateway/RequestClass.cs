namespace FedFilter.Checkpoints.Gateway;

/// <summary>What a request is, before anyone asks who sent it.</summary>
internal enum RequestClass
{
    /// <summary>On the open list: no signature is asked for, and a broken one changes nothing. The answer is checked like that of other traffic.</summary>
    Open,

    /// <summary>A signed GET or HEAD.</summary>
    Fetch,

    /// <summary>A POST to an inbox, of an activity, or with a signature.</summary>
    Delivery,

    /// <summary>Web pages, client API, media, streaming; an unsigned fetch where the origin answers with ActivityPub content.</summary>
    Other,
}
