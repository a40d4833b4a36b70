using System.Net;
using FedFilter.Configuration;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The second of the two gates for content going out. The first reads the request (Intake, signatures, policy), and an origin may read it in
/// another way. So this one looks at what the origin answers, whatever the request was taken for. To a request that was not decided about
/// and allowed, no ActivityPub document leaves, except:
/// <list type="bullet">
///   <item>an identity document of an actor or key (<see cref="IdentityDocument"/>), which every server needs to verify signatures;</item>
///   <item>a JSON-LD context: a document with nothing but <c>@context</c>, which receivers fetch to understand what they were sent;</item>
///   <item>an instance actor at exactly its path, without a query, whose type is Application or Service;</item>
///   <item>what <c>unsigned-fetch: allow</c> leaves to the rules, and they allow.</item>
/// </list>
/// FedFilter's own pages never come from the origin and do not pass here.
/// </summary>
internal sealed class ContentGate(GatewaySettings settings, OpenPaths open, Admission admission, OriginActors actors, IdentityPaths identities)
{
    /// <summary>The answer in place of a document that stays here.</summary>
    public static readonly Rejection SignatureMissing = new(401, "signature-missing", "ActivityPub documents are served here to signed requests only (HTTP signatures).");

    // These choose a page of a collection, and lead to no other document.
    private static readonly HashSet<string> PagingParameters = new(StringComparer.Ordinal)
    {
        "page", "limit", "offset", "cursor", "min_id", "max_id", "since_id", "until_id", "only_other_accounts",
    };

    /// <summary>Returns whether a request asks for an ActivityPub document: its Accept names a type, or the origin's software serves documents at its path.</summary>
    public static bool AsksForDocument(GatewayRequest request, string? accept) => MediaTypes.AsksForActivityPub(accept) || request.IsObjectPath;

    /// <summary>Decides what of an answer leaves. The answer's content can still be read afterwards.</summary>
    public async ValueTask<(Passage Passage, IdentityAnswer? Identity)> CheckAsync(
        GatewayRequest request, string? accept, HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.StatusCode == HttpStatusCode.SwitchingProtocols)
            return (Passage.Whole, default); // a WebSocket: the proxy upgrades to nothing else that origins speak, and drops other interim answers
        if (DemandsSignature(request, accept, answer) && await actors.FindSignedAsync(request, cancellation) is { Status: < 500 } identity)
            return (Passage.Identity, identity);
        return await InspectAsync(request, accept, answer, cancellation);
    }

    /// <summary>
    /// Returns whether <c>mode: enforce</c> would keep an answer here. In <c>mode: observe</c> the origin receives conditions and Accept-Encoding as the
    /// client sent them, so its answer may not show what it is; at the path of an actor it is then taken for one.
    /// </summary>
    public async ValueTask<bool> WouldKeepAsync(GatewayRequest request, string? accept, HttpResponseMessage answer, CancellationToken cancellation) =>
        answer.StatusCode != HttpStatusCode.SwitchingProtocols
        && (await InspectAsync(request, accept, answer, cancellation)).Passage == Passage.Nothing
        && (settings.UnsignedFetch == UnsignedFetch.Refuse || !await identities.IncludeAsync(request, cancellation));

    private async ValueTask<(Passage Passage, IdentityAnswer? Identity)> InspectAsync(
        GatewayRequest request, string? accept, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var type = AnswerTypes.Of(answer.Content.Headers);
        if (type == AnswerType.Media)
            return (Passage.Whole, default);
        if (type != AnswerType.ActivityPub && (answer.Content.Headers.ContentLength == 0 || !AsksForDocument(request, accept)))
            return (Passage.Whole, default); // other JSON is looked at where it may be a document: some servers send these as application/json
        if (request.Class != RequestClass.Delivery && IsLeftToTheRules(request))
            return (Passage.Whole, default);

        var (kind, document) = await AnswerDocument.ReadAsync(answer, type, cancellation);
        if (type != AnswerType.ActivityPub && kind == DocumentKind.Other)
            return (Passage.Whole, default);
        if (request.Class == RequestClass.Delivery || (int)answer.StatusCode >= 400)
            return (Passage.StatusOnly, default);
        if (answer.StatusCode != HttpStatusCode.OK)
            return (Passage.Nothing, default);
        if (kind == DocumentKind.Context || (kind == DocumentKind.InstanceActor && open.IsInstanceActor(request.Origin, request.RawTarget)))
            return (Passage.Whole, default);
        return settings.UnsignedFetch != UnsignedFetch.Refuse && kind != DocumentKind.Unreadable && IdentityDocument.From(document, settings.IdentityWithProfile) is { } reduced
            ? (Passage.Identity, new IdentityAnswer(StatusCodes.Status200OK, reduced))
            : (Passage.Nothing, default);
    }

    /// <summary>Whether an origin with authorized fetch refuses an unsigned fetch.</summary>
    private bool DemandsSignature(GatewayRequest request, string? accept, HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        && settings.UnsignedFetch != UnsignedFetch.Refuse
        && request.Class is RequestClass.Other or RequestClass.Open
        && answer.RequestMessage?.Method == HttpMethod.Get
        && MediaTypes.AsksForActivityPub(accept);

    // A rule about a path says nothing of what an origin may read another path or a query as.
    private bool IsLeftToTheRules(GatewayRequest request) =>
        settings.UnsignedFetch == UnsignedFetch.Allow
        && !request.Path.IsAmbiguous
        && !request.Query.Routes
        && ParametersOf(request.RawTarget).All(PagingParameters.Contains)
        && admission.AllowsUnsigned(request.Path.Canonical);

    /// <summary>Returns the names in the query as PHP reads them, which is the widest reading: without case, dots and spaces are underscores, and indices are cut off.</summary>
    private static IEnumerable<string> ParametersOf(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? []
            : target[(query + 1)..].Split('&', ';').Where(parameter => parameter.Length > 0).Select(parameter =>
                WebUtility.UrlDecode(parameter.Split('=')[0]).Split('[')[0].Trim().Replace('.', '_').Replace(' ', '_').ToLowerInvariant());
    }
}

/// <summary>What of an answer leaves.</summary>
internal enum Passage
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>The identity document made of it.</summary>
    Identity,

    /// <summary>The status and headers: the origin's own refusal, its word that something is gone, or its answer to a delivery.</summary>
    StatusOnly,

    /// <summary>Nothing: a signature is asked for.</summary>
    Nothing,
}
