namespace FedFilter.Signatures.Signing;

/// <summary>How a request is signed. Servers of the fediverse take one or the other, few take both.</summary>
public enum SignatureStyle
{
    /// <summary>draft-cavage-http-signatures-12, over path and query.</summary>
    Cavage,

    /// <summary>The same over the path alone: Fedify and Misskey leave the query out when they verify.</summary>
    CavageWithoutQuery,

    /// <summary>RFC 9421.</summary>
    Rfc9421,

    /// <summary>Not at all: what a server is asked last that took no signature, often because it could not fetch our key.</summary>
    Unsigned,
}
