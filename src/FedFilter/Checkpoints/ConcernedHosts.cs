using FedFilter.Contexts;
using FedFilter.Peers;
using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>The hosts a request concerns beside its signer: who blocks a server does not want its posts by way of a third one.</summary>
/// <param name="Forwarded">The activity's actor or id is on this other host than the signer; null where all are on one.</param>
/// <param name="Others">Further hosts to decide about.</param>
internal readonly record struct ConcernedHosts(string? Forwarded, IReadOnlyList<string> Others)
{
    /// <summary>Stands for a claimed id that names no host at all; no peer can have this name.</summary>
    private const string Nowhere = "invalid.";

    /// <summary>Whether the activity claims to be of a host that none is: whoever may be passed on for, nobody can be asked about that one.</summary>
    public bool AreNobodys => Forwarded == Nowhere;

    /// <summary>What the origin sends speaks for its own users, or passes on what it took in: only who gets it is in question.</summary>
    public static ConcernedHosts Of(AdmissionQuestion question, IReadOnlySet<string> own) =>
        question.Direction == Direction.Outbound ? new(null, []) : Of(question.Activity, question.Signer, own, question.Origin);

    /// <param name="activity">The activity; null for a fetch.</param>
    /// <param name="signer">The peer that signed for it.</param>
    /// <param name="own">The hosts of our origins.</param>
    /// <param name="receiver">The host it was sent to. It is our own too: the relay gets its own Follow back, embedded in an Accept.</param>
    public static ConcernedHosts Of(Activity? activity, string signer, IReadOnlySet<string> own, string? receiver = null)
    {
        if (activity is null)
            return new(null, []);

        var actor = HostOf(activity.Actor, signer) ?? Nowhere;
        var id = activity.Id is { } claimed && IdScheme.IsUrl(claimed) ? HostOf(claimed, signer) ?? Nowhere : actor;
        var forwarded = actor != signer ? actor : id != signer ? id : null;
        if (forwarded is null && activity.Brought.Count == 0)
            return new(null, []);

        // About ourselves there is nothing to decide: a boost of our own post brings nothing new.
        string[] all = [actor, id, .. activity.Brought];
        return new(forwarded, [.. all.Distinct().Where(host => host != signer && host != receiver && !own.Contains(host))]);
    }

    private static string? HostOf(string id, string signer) => BeginsWith(id, signer) ? signer : PeerIri.Parse(id)?.Host;

    /// <summary>Nearly every id is one of the signer's own, which shows without parsing it: no reading of such a URL gives another host.</summary>
    private static bool BeginsWith(string id, string host) =>
        id.StartsWith("https://", StringComparison.Ordinal)
        && id.AsSpan("https://".Length) is var rest
        && rest.StartsWith(host, StringComparison.Ordinal)
        && rest[host.Length..].StartsWith('/');
}
