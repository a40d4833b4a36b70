using System.Buffers;
using System.Collections.Immutable;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>What a request is, or why it cannot be read in one way only.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Path">Its path.</param>
/// <param name="Query">What its query routes by.</param>
/// <param name="Rejection">Why it is turned away; null if it is not.</param>
internal sealed record ClassifiedRequest(RequestClass Class, RequestPath Path, RoutingQuery Query, Rejection? Rejection);

/// <summary>
/// Tells federation from other traffic by what a request carries, and refuses what could be federation in another reading. A function of
/// the request line, the headers and the settings; nothing is verified, read from the body or waited for.
/// </summary>
internal sealed class RequestClassifier(GatewaySettings settings, OpenPaths open, Func<PolicySet> policy)
{
    /// <summary>Part of the path of every inbox that is known.</summary>
    private const string Inbox = "inbox";

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    private readonly ImmutableArray<PathGlob> _inboxes = [.. settings.Inboxes.Select(PathGlob.Parse).Select(glob => glob.Canonical())];
    private readonly ImmutableArray<PathGlob> _foldedInboxes = [.. settings.Inboxes.Select(PathGlob.Parse).SelectMany(glob => glob.Foldings())];

    public ClassifiedRequest Classify(string method, string target, IHeaderDictionary headers, bool hasBody, OriginSettings origin)
    {
        var (path, query) = (RequestPath.Of(target), RoutingQuery.Of(target, origin.Software));

        // A form of FedFilter's own, whoever signs what around it.
        if (path.Raw == PublicPaths.TermsCheck)
            return new(RequestClass.Open, path, query, null);

        var reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        var signed = SignatureHeaders.ArePresent(headers);
        var toInbox = (!reads || hasBody || path.IsAmbiguous) && IsInbox(path, query, origin.Software);
        if (origin.ClientToServer && IsOfClient(method, path, query, headers, hasBody, toInbox, origin.Software))
            return new(RequestClass.Client, path, query, null);
        var handsOver = signed || SignatureHeaders.ArePresentOfAnyKind(headers) || (hasBody && (SignatureHeaders.HaveDigest(headers) || MediaTypes.AreNamedIn(headers.ContentType)));
        if (handsOver && !toInbox && IsOtherProtocol(path, query, headers, origin.Software))
            signed = handsOver = false;
        var delivers = !reads && (toInbox || handsOver);
        var requestClass =
            delivers ? RequestClass.Delivery
            : reads && !path.IsAmbiguous && !query.Routes && open.Include(origin, path.Canonical) && !(signed && open.DependOnSigner(origin, path.Canonical)) ? RequestClass.Open
            : signed && !HttpMethods.IsOptions(method) ? RequestClass.Fetch
            : RequestClass.Other;

        var federates = delivers || signed || toInbox || MediaTypes.AreNamedIn(headers.Accept) || MediaTypes.AreNamedIn(headers.ContentType);
        var rejection =
            path.IsAmbiguous && (federates || IsNamed(path, origin)) ? AmbiguousRequests.Path
            : query.OverridesMethod ? AmbiguousRequests.Method
            : reads && hasBody && (toInbox || (handsOver && !signed)) ? AmbiguousRequests.Body
            : delivers && query.Parameters > 0 && !IsWholeAddress(query, origin.Software) ? AmbiguousRequests.Query
            : null;
        return new(requestClass, path, query, rejection);
    }

    /// <summary>Exactly a POST to one actor's outbox and a GET of one actor's inbox, with a bearer token (RFC 6750) and no signature of any kind.</summary>
    private static bool IsOfClient(string method, RequestPath path, RoutingQuery query, IHeaderDictionary headers, bool hasBody, bool toInbox, OriginSoftware software)
    {
        if (path.IsAmbiguous || query.Routes || toInbox || SignatureHeaders.ArePresent(headers) || SignatureHeaders.ArePresentOfAnyKind(headers) || !HasBearerToken(headers))
            return false;
        var actors = ActorPaths.Of(software);
        return HttpMethods.IsPost(method) ? query.Parameters == 0 && actors.IncludeOutbox(path.Canonical)
            : HttpMethods.IsGet(method) && !hasBody && actors.IncludeInbox(path.Canonical);
    }

    private static bool HasBearerToken(IHeaderDictionary headers) =>
        headers.Authorization is [{ } one] && one.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && one.AsSpan("Bearer ".Length) is { IsEmpty: false } token && !token.ContainsAnyExcept(TokenCharacters);

    private bool IsInbox(RequestPath path, RoutingQuery query, OriginSoftware software)
    {
        if (path.IsAmbiguous ? path.Mentions(Inbox) || path.CouldBe(reading => IsInbox(reading, software)) : IsInbox(path.Canonical, software))
            return true;
        foreach (var routed in query.Paths)
            if (RequestPath.Of(routed).CouldBe(reading => IsInbox(reading, software)))
                return true;
        return false;
    }

    // An actor's own name may hold what folding cuts off, so the path is compared both ways.
    private bool IsInbox(string path, OriginSoftware software)
    {
        if (AnyMatches(_inboxes, path) || IsFoldedInbox(path.ToLowerInvariant(), software))
            return true;
        foreach (var folded in PathForm.Foldings(path))
            if (IsFoldedInbox(folded, software) || IsInboxOfAnyFormat(folded, software))
                return true;
        return false;
    }

    /// <summary>Rails takes any extension for a format: <c>/users/alice/inbox.x</c> is the inbox.</summary>
    private bool IsInboxOfAnyFormat(string folded, OriginSoftware software)
    {
        var dot = folded.IndexOf('.', folded.LastIndexOf('/'));
        return dot >= 0 && IsFoldedInbox(folded[..dot], software);
    }

    private bool IsFoldedInbox(string path, OriginSoftware software) => AnyMatches(_foldedInboxes, path) || AnyMatches(software.Inboxes, path);

    /// <summary>Whether one of its readings is open or asked for by a rule.</summary>
    private bool IsNamed(RequestPath path, OriginSettings origin)
    {
        var rules = policy();
        return path.CouldBe(reading => open.Include(origin, reading) || rules.NamesPath(reading));
    }

    private static bool IsOtherProtocol(RequestPath path, RoutingQuery query, IHeaderDictionary headers, OriginSoftware software) =>
        !software.OtherProtocols.IsEmpty && !path.IsAmbiguous && !query.Routes
        && !MediaTypes.AreNamedIn(headers.ContentType) && !MediaTypes.AreNamedIn(headers.Accept)
        && AnyMatches(software.OtherProtocols, path.Canonical);

    /// <summary>Whether the query is one parameter that the software needs to find an inbox, as WordPress without pretty links does.</summary>
    private bool IsWholeAddress(RoutingQuery query, OriginSoftware software) =>
        query.Parameters == 1 && query.Paths.Any(path => IsInbox(path, software));

    private static bool AnyMatches(ImmutableArray<PathGlob> globs, string path)
    {
        foreach (var glob in globs)
            if (glob.Matches(path))
                return true;
        return false;
    }
}
