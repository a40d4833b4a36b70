using System.Net.Http.Headers;
using FedFilter.Signatures;
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

    private static readonly string[] WholeDocument = ["If-None-Match", "If-Modified-Since", "Range", "Accept-Encoding"];

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

        if (context.HttpContext.Features.Get<HttpSignatureFeature>()?.Carrier is { } carrier)
            PassOnOne(carrier, headers);
        if (request.Class == RequestClass.Other)
            ShowType(context.ProxyRequest, context.HttpContext.Request.Headers);
        else if (request.Class == RequestClass.Delivery)
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

    /// <summary>Of several signatures the origin gets the one that verified: it might take another for the sender's.</summary>
    private static void PassOnOne(SignatureCarrier carrier, HttpRequestHeaders headers)
    {
        foreach (var name in (string[])["Signature", "Signature-Input", "Signature-Agent"])
            headers.Remove(name);
        if (SignatureHeaders.HoldSignature(headers.NonValidated.TryGetValues("Authorization", out var authorization) ? authorization.ToString() : null))
            headers.Remove("Authorization");
        Add("Signature", carrier.Signature);
        Add("Signature-Input", carrier.SignatureInput);
        Add("Authorization", carrier.Authorization);

        void Add(string name, string? value)
        {
            if (value is not null)
                headers.TryAddWithoutValidation(name, value);
        }
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
