namespace FedFilter.Checkpoints;

/// <summary>How a request is turned away that two servers could read in two ways.</summary>
internal static class AmbiguousRequests
{
    public static readonly Rejection Path = new(
        400, "path-ambiguous", "The path has more than one reading: send it without encoded slashes or dots, `;`, backslashes, control characters, empty or dot segments.");

    public static readonly Rejection Method = new(400, "method-override", "Send the method itself: `_method` in the query is not served.");

    public static readonly Rejection Body = new(400, "body-unexpected", "A delivery is a POST: a GET, HEAD or OPTIONS hands nothing over.");

    public static readonly Rejection Query = new(400, "delivery-query", "A delivery goes to the inbox's own address, without a query.");
}
