using System.Net.Http.Headers;
using FedFilter.Policy;
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

    /// <summary>Why the signature was not verified; the origin has to.</summary>
    public const string UnverifiedHeader = "FedFilter-Unverified";

    private const string MethodOverride = "X-HTTP-Method-Override";

    // An answer to one of these may lack the type, or the document.
    private static readonly string[] Conditions = ["If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range"];

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

        if (request.Unverified is { } fault)
            headers.TryAddWithoutValidation(UnverifiedHeader, fault.Code());
        if (request.DropsSignature)
            DropSignatures(headers);
        else if (request.Unverified is null && context.HttpContext.Features.Get<HttpSignatureFeature>()?.Carrier is { } carrier)
            PassOnOne(carrier, headers);
        if (request.Mode == PolicyMode.Enforce && request.Class is not (RequestClass.Fetch or RequestClass.Client))
            ShowDocument(context.ProxyRequest, context.HttpContext.Request.Headers, request);
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

    /// <summary>Of several signatures the origin gets the one that verified: it might take another for the sender's.</summary>
    private static void PassOnOne(SignatureCarrier carrier, HttpRequestHeaders headers)
    {
        DropSignatures(headers);
        Add("Signature", carrier.Signature);
        Add("Signature-Input", carrier.SignatureInput);
        Add("Authorization", carrier.Authorization);

        void Add(string name, string? value)
        {
            if (value is not null)
                headers.TryAddWithoutValidation(name, value);
        }
    }

    private static void DropSignatures(HttpRequestHeaders headers)
    {
        foreach (var name in (string[])["Signature", "Signature-Input", "Signature-Agent"])
            headers.Remove(name);
        if (headers.NonValidated.TryGetValues("Authorization", out var authorization) && authorization.Any(SignatureHeaders.AreIn))
            headers.Remove("Authorization");
    }

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
