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

    private const string MethodOverride = "X-HTTP-Method-Override";

    private static readonly string[] WholeDocument = ["If-None-Match", "If-Modified-Since", "Range", "Accept-Encoding"];

    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var request = GatewayRequest.Of(context.HttpContext);
        var headers = context.ProxyRequest.Headers;

        foreach (var (name, _) in context.HttpContext.Request.Headers) // Keys would make a set of them
            if (!ClientHeaders.Pass(name))
                Remove(context.ProxyRequest, name);
        foreach (var name in ClientHeaders.OfThisHop(context.HttpContext.Request.Headers.Connection))
            Remove(context.ProxyRequest, name);

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

        if (request.Class == RequestClass.Other)
            ShowType(context.ProxyRequest, context.HttpContext.Request.Headers);
        if (request.Class == RequestClass.Other && request.Origin.Software.SendsMethodOverrides)
            SendMeantMethod(context.ProxyRequest, context.HttpContext.Request);
        return ValueTask.CompletedTask;
    }

    /// <summary>The editor of WordPress deletes by a POST that says so (api-fetch: http-v1.ts). PUT, PATCH and DELETE are other traffic as a POST is.</summary>
    private static void SendMeantMethod(HttpRequestMessage toOrigin, HttpRequest sent)
    {
        if (HttpMethods.IsPost(sent.Method) && sent.Headers[MethodOverride] is ["PUT" or "PATCH" or "DELETE"] meant)
            toOrigin.Method = new HttpMethod(meant[0]!);
    }

    private static void Remove(HttpRequestMessage toOrigin, string name)
    {
        if (toOrigin.Headers.NonValidated.Contains(name))
            toOrigin.Headers.Remove(name);
        else if (toOrigin.Content?.Headers.NonValidated.Contains(name) == true)
            toOrigin.Content.Headers.Remove(name);
    }

    /// <summary>
    /// Nobody signed for this request, so the type of what the origin answers must be seen: a 304 shows none, several ranges hide it in
    /// a multipart body, and neither a compressed document nor the head of one can be cut down to a stub.
    /// </summary>
    private static void ShowType(HttpRequestMessage toOrigin, IHeaderDictionary sent)
    {
        if (MediaTypes.AsksForActivityPub(sent.Accept))
        {
            foreach (var name in WholeDocument)
                toOrigin.Headers.Remove(name);
            if (toOrigin.Method == HttpMethod.Head)
                toOrigin.Method = HttpMethod.Get; // the body goes no further than here: the answer to a HEAD has none
        }
        else if (sent.Range.ToString().Contains(',', StringComparison.Ordinal))
            toOrigin.Headers.Remove("Range");
    }
}
