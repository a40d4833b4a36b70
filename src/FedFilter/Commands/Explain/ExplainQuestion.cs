using FedFilter.Audit;
using FedFilter.Checkpoints;
using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands.Explain;

/// <summary>The request that is to be explained.</summary>
/// <param name="Facts">What the rules are asked about, for the peer that signs.</param>
/// <param name="Target">The request target, as it was or would be sent.</param>
/// <param name="Origin">The server it is for.</param>
internal sealed record ExplainQuestion(RequestFacts Facts, string Target, OriginSettings Origin)
{
    /// <summary>The decision in the log it comes from; null for one that is made up.</summary>
    public AuditRecord? Record { get; private init; }

    /// <summary>Further hosts that it concerns: about each there is a decision, and the worst counts.</summary>
    public IReadOnlyList<string> Others { get; private init; } = [];

    /// <summary>What the gateway would find wrong with the activity before any rule is asked.</summary>
    public ActivityFault? Fault { get; init; }

    public static ExplainQuestion Fetch(RequestFacts facts, string target, OriginSettings origin) =>
        new(facts with { Path = RequestPath.Of(target).Canonical, RoutedPaths = RoutingQuery.Of(target, origin.Software).Paths }, target, origin);

    public static ExplainQuestion Delivery(RequestFacts facts, OriginSettings origin) =>
        new(facts with { Path = "/inbox" }, "/inbox", origin);

    /// <summary>Of an activity: it may speak for another host than the one that signs, or bring along what another host published.</summary>
    public ExplainQuestion Of(Activity activity, Settings settings)
    {
        // What the origin sends concerns nobody but who gets it.
        if (Facts.Direction == Direction.Outbound)
            return this;
        var hosts = ConcernedHosts.Of(activity, Facts.Peer, settings.OwnHosts);
        return this with { Facts = Facts with { Forwarded = hosts.Forwarded is not null }, Others = hosts.Others };
    }

    /// <summary>A decision of the log. What its details held is not known any more once they are erased; content is never kept.</summary>
    public static ExplainQuestion Of(AuditRecord record, Settings settings)
    {
        var (entry, details) = (record.Entry, record.Details);
        var kind = Enum.Parse<RequestKind>(entry.Request!, ignoreCase: true);
        var target = details?.Target ?? (kind == RequestKind.Fetch ? "/" : "/inbox");
        var facts = new RequestFacts
        {
            Peer = entry.Signer ?? entry.Peer!,
            Kind = kind,
            Direction = Parse<Direction>(entry.Direction!),
            Checkpoint = Parse<Checkpoint>(entry.Checkpoint!),
            HasSignature = true,
            Path = RequestPath.Of(target).Canonical,
            ActivityTypes = details?.ActivityTypes ?? [],
            Actor = kind == RequestKind.Delivery && ActorUrl.TryParse(details?.Actor, out var actor) ? actor : null,
            HandleDomain = details?.HandleDomain,
        };
        var origin = settings.Gateway.Origins.FirstOrDefault(origin => origin.Host == details?.Origin) ?? settings.Gateway.Origins[0];
        var question = new ExplainQuestion(facts with { RoutedPaths = RoutingQuery.Of(target, origin.Software).Paths }, target, origin) { Record = record };
        if (kind == RequestKind.Delivery && details?.Actor is { } claimed)
            question = question.Of(new Activity { Types = facts.ActivityTypes, Actor = claimed, Object = details.Object, Brought = AnnouncedHosts(facts.ActivityTypes, details.Object) }, settings);
        var others = question.Others.Append(entry.Peer!).Where(host => host != facts.Peer).Distinct();
        return question with { Others = [.. others] };
    }

    private static string[] AnnouncedHosts(IReadOnlyList<string> types, string? thing) =>
        types.Contains("Announce") && PeerIri.Parse(thing)?.Host is { } host ? [host] : [];

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.GetValues<T>().First(value => Words.Of(value) == word);
}
