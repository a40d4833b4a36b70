namespace FedFilter.Checkpoints.Gateway;

/// <summary>What a request is, before anyone asks who sent it.</summary>
internal enum RequestClass
{
    /// <summary>
    /// A GET, HEAD or OPTIONS of an entry of the open list, in its exact canonical path: no signature is asked for, and a broken one changes
    /// nothing. The answer is checked like that of other traffic. A signed request for what a
    /// pattern of the admin's opens is a fetch, and one of this class if its signer may not fetch.
    /// </summary>
    Open,

    /// <summary>A signed GET or HEAD.</summary>
    Fetch,

    /// <summary>Whatever is sent to an inbox, or hands something over and is signed, has a digest, or says that it is ActivityPub.</summary>
    Delivery,

    /// <summary>
    /// ActivityPub's client API, where the origin has it on: a user's POST to an outbox, or GET of the own inbox, with a bearer token that the
    /// origin checks.
    /// </summary>
    Client,

    /// <summary>Web pages, client API, media, streaming; an unsigned fetch where the origin answers with ActivityPub content.</summary>
    Other,
}
