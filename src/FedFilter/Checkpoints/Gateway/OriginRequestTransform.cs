using Yarp.ReverseProxy.Transforms;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// What the origin gets: the request as it was signed (Host, raw target, headers, body), so that it can verify the signature itself,
/// and beside it only headers that say what we know. Whatever of these came from outside is dropped.
/// </summary>
internal sealed class OriginRequestTransform : RequestTransform
{
    public const string PeerHeader = "FedFilter-Peer";
    public const string DecisionHeader = "FedFilter-Decision";

    // An answer to one of these may lack the type, or the document.
    private static readonly string[] Conditions = ["If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range"];

    // A delivery that an origin's framework takes for a GET would be a fetch that nobody decided about.
    private static readonly string[] MethodOverrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var request = GatewayRequest.Of(context.HttpContext);
        var headers = context.ProxyRequest.Headers;

        foreach (var (name, _) in context.HttpContext.Request.Headers) // Keys would make a set of them
            if (IsOursToSay(name))
                headers.Remove(name);

        // The proxy would rebuild the path from its decoded form; the origin must see the octets that were signed.
        context.ProxyRequest.RequestUri = new Uri(context.DestinationPrefix + request.RawTarget, AsSent);
        headers.TryAddWithoutValidation("X-Forwarded-For", request.ForwardedFor);
        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Origin.Scheme);
        headers.TryAddWithoutValidation("X-Forwarded-Host", request.Authority);
        if (request.Verdict is { } verdict)
        {
            headers.TryAddWithoutValidation(PeerHeader, verdict.Peer);
            headers.TryAddWithoutValidation(DecisionHeader, verdict.Id);
        }

        if (request.Class != RequestClass.Fetch)
            ShowDocument(context.ProxyRequest, context.HttpContext.Request.Headers, request);
        if (request.Class == RequestClass.Delivery)
            foreach (var name in MethodOverrides)
                headers.Remove(name);
        return ValueTask.CompletedTask;
    }

    // Asked of each header of each request; few begin with one of the two letters.
    private static bool IsOursToSay(string name) => char.ToLowerInvariant(name[0]) switch
    {
        'x' => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
            || name.Equals("X-Rewrite-URL", StringComparison.OrdinalIgnoreCase),
        'f' => name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
            || name.Equals(PeerHeader, StringComparison.OrdinalIgnoreCase)
            || name.Equals(DecisionHeader, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>
    /// Removes what would hide from <see cref="ContentGate"/> what the origin answers: a 304 shows no type, several ranges hide it in a multipart
    /// body, and neither a compressed document nor the head of one can be cut down to an identity document.
    /// </summary>
    private static void ShowDocument(HttpRequestMessage toOrigin, IHeaderDictionary sent, GatewayRequest request)
    {
        if (sent.Range.ToString().Contains(',', StringComparison.Ordinal))
            toOrigin.Headers.Remove("Range");
        var reads = toOrigin.Method == HttpMethod.Get || toOrigin.Method == HttpMethod.Head;
        if (!reads || request.IsDecidedAbout || !ContentGate.AsksForDocument(request, sent.Accept))
            return;

        foreach (var name in Conditions)
            toOrigin.Headers.Remove(name);
        if (MediaTypes.AsksForHtml(sent.Accept))
            return; // a browser wants the page: it may be compressed, and if a document comes nevertheless, it stays here
        toOrigin.Headers.Remove("Accept-Encoding");
        toOrigin.Method = HttpMethod.Get; // the body goes no further than here: the answer to a HEAD has none
    }
}
