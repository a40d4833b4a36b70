using FedFilter.Audit;
using FedFilter.Checkpoints;
using FedFilter.Configuration;
using FedFilter.Policy.Facts;

namespace FedFilter.Commands.Explain;

/// <summary>The request that is to be explained.</summary>
/// <param name="Facts">What the rules are asked about.</param>
/// <param name="Target">The request target, as it was or would be sent.</param>
/// <param name="Origin">The server it is for.</param>
/// <param name="Record">The decision in the log it comes from; null for one that is made up.</param>
internal sealed record ExplainQuestion(RequestFacts Facts, string Target, OriginSettings Origin, AuditRecord? Record = null)
{
    public static ExplainQuestion Fetch(RequestFacts facts, string target, OriginSettings origin) =>
        new(facts with { Path = RequestPath.Of(target).Canonical }, target, origin);

    public static ExplainQuestion Delivery(RequestFacts facts, OriginSettings origin) => new(facts with { Path = "/inbox" }, "/inbox", origin);

    /// <summary>A decision of the log. What its details held is not known any more once they are erased; content is never kept.</summary>
    public static ExplainQuestion Of(AuditRecord record, Settings settings)
    {
        var (entry, details) = (record.Entry, record.Details);
        var kind = Enum.Parse<RequestKind>(entry.Request!, ignoreCase: true);
        var target = details?.Target ?? (kind == RequestKind.Fetch ? "/" : "/inbox");
        var actor = kind == RequestKind.Delivery && ActorUrl.TryParse(details?.Actor, out var url) ? url : null;
        var facts = new RequestFacts
        {
            Peer = entry.Peer!,
            Kind = kind,
            Direction = Parse<Direction>(entry.Direction!),
            Checkpoint = Parse<Checkpoint>(entry.Checkpoint!),
            HasSignature = true,
            Path = RequestPath.Of(target).Canonical,
            ActivityTypes = details?.ActivityTypes ?? [],
            Actor = actor,
            Forwarded = actor is not null && entry.Direction == Words.Of(Direction.Inbound) && !(PeerName.TryParse(new Uri(actor).Authority, out var host) && host == (entry.Signer ?? entry.Peer)),
        };
        return new(facts, target, settings.Gateway.Origins.FirstOrDefault(origin => origin.Host == details?.Origin) ?? settings.Gateway.Origins[0], record);
    }

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.GetValues<T>().First(value => Words.Of(value) == word);
}
