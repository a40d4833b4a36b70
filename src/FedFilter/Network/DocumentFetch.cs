namespace FedFilter.Network;

/// <summary>Why a document could not be had.</summary>
internal enum DocumentFault
{
    /// <summary>No answer, or one that may be another a minute later: DNS, connection, TLS, time, 5xx, 429, 408.</summary>
    Unreachable,

    /// <summary>The host answered that there is nothing for us: 404 and other 4xx.</summary>
    NotFound,

    /// <summary>The host does not let us in, which says nothing about the document: 401, 403, 451, or a page for people in its place.</summary>
    NotLetIn,

    /// <summary>410.</summary>
    Gone,

    /// <summary>We do not go there: scheme, address, or a redirect to another host.</summary>
    Forbidden,

    /// <summary>What came is no ActivityPub document: type, size, JSON.</summary>
    Unusable,
}

/// <summary>What came of a fetch: exactly one of the two nested records.</summary>
internal abstract record DocumentFetch
{
    private DocumentFetch()
    {
    }

    /// <summary>A document, at the URL that gave it after redirects.</summary>
    public sealed record Fetched(Uri Url, byte[] Body) : DocumentFetch;

    /// <summary>None.</summary>
    public sealed record Failed(DocumentFault Fault, string Detail, TimeSpan? RetryAfter = null) : DocumentFetch;
}
