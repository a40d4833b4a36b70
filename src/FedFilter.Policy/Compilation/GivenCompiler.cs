using System.Globalization;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>What a test is <c>given</c>: the request, and what is known of the peer.</summary>
internal static class GivenCompiler
{
    private static readonly string[] Kinds = ["fetch", "delivery", "activity", "activity-file"];

    public static RequestFacts Request(YamlFields given, BesideFiles beside, List<Problem> problems)
    {
        var peer = given.RequiredText("peer");
        if (!PeerName.TryParse(peer, out var host) && peer.Length > 0)
            problems.Add(new Problem(given.PlaceOf("peer"), Hosts.NotAHost(peer)));
        if (Kinds.Count(given.Has) != 1)
            problems.Add(new Problem(
                given.Place, "a test is given one of `fetch: URL`, `delivery: TYPE`, `activity: { … }` and `activity-file: PATH`"));

        var fetch = given.Text("fetch");
        var facts = new RequestFacts
        {
            Peer = host,
            Kind = fetch is null ? RequestKind.Delivery : RequestKind.Fetch,
            Direction = given.OneOf("direction", RequestWords.Directions) ?? (fetch is null ? Direction.Inbound : Direction.Outbound),
            Checkpoint = given.OneOf("checkpoint", RequestWords.Checkpoints) ?? Checkpoint.Gateway,
            HasSignature = given.OneOf("signature", RequestWords.Signatures) ?? true,
            Path = fetch is null ? "/inbox" : PathOf(fetch),
            ActivityTypes = [.. given.Texts("delivery").Select(type => type.Text)],
            ActorType = given.Scalar("actor-type", "one type") is { } type && PeerMatchers.ActorTypesOf([type], problems) is [var known, ..] ? known : null,
            Software = given.Text("software"),
            HandleDomain = HandleDomain(given, problems),
            FirstSeen = given.Scalar("first-seen", "a time")?.Text is { } text ? Time(text) : null,
        };
        return GivenActivity.Read(given, beside, problems) is { } json ? GivenActivity.Complete(facts, json, given, problems) : facts;
    }

    /// <summary>Adds to a test what is no fact of the request.</summary>
    public static PolicyTest Complete(PolicyTest test, YamlFields given, IReadOnlySet<string> terms, List<Problem> problems)
    {
        var complete = test with
        {
            Gathered = GivenEvidence.Read(given),
            Standing = Standing(given.Map("standing"), terms, problems),
            At = given.Parsed("at", "a time such as 2026-11-24 or 2026-11-24T12:00:00Z", Time),
            FirstSeenAgo = test.Facts.FirstSeen is null
                ? given.Parsed("first-seen", "a time such as 2026-11-24, or how long ago, such as 3d", YamlScalars.Duration)
                : null,
        };
        given.NoOthers();
        return complete;
    }

    private static string? HandleDomain(YamlFields given, List<Problem> problems)
    {
        if (given.Text("handle-domain") is not { } text)
            return null;
        if (!PeerName.TryParse(text, out var domain))
            problems.Add(new Problem(given.PlaceOf("handle-domain"), Hosts.NotAHost(text)));
        return domain;
    }

    private static string PathOf(string url) =>
        !url.StartsWith('/') && Uri.TryCreate(url, UriKind.Absolute, out var absolute) ? absolute.AbsolutePath : url.Split('?')[0];

    private static List<TermStanding> Standing(YamlFields? fields, IReadOnlySet<string> terms, List<Problem> problems)
    {
        var standing = new List<TermStanding>();
        foreach (var term in fields?.Keys ?? [])
        {
            Hosts.KnownTerms([new YamlScalar(fields!.PlaceOfKey(term), term, Plain: true)], terms, problems);
            if (fields.OneOf(term, StateWords.All) is { } state)
                standing.Add(new TermStanding(term, state, "given by the test") { Counts = state is StandingState.Committed or StandingState.ReviewDue });
        }

        return standing;
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
