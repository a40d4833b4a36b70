using FedFilter.Policy.Facts;

namespace FedFilter.Checkpoints;

/// <summary>The hosts a request concerns beside its signer: who blocks a server does not want its posts by way of a third one.</summary>
/// <param name="Forwarded">The activity's actor or id is on this other host than the signer; null where all are on one.</param>
/// <param name="Others">Further hosts to decide about.</param>
internal readonly record struct ConcernedHosts(string? Forwarded, IReadOnlyList<string> Others)
{
    /// <summary>Stands for a claimed id that names no host at all; no peer can have this name.</summary>
    private const string Nowhere = "invalid.";

    public static ConcernedHosts Of(AdmissionQuestion question, IReadOnlySet<string> own) => Of(question.Activity, question.Signer, own);

    public static ConcernedHosts Of(Activity? activity, string signer, IReadOnlySet<string> own)
    {
        if (activity is null)
            return new(null, []);

        var actor = HostOf(activity.Actor, signer) ?? Nowhere;
        var id = activity.Id is null ? actor : HostOf(activity.Id, signer) ?? actor;
        var forwarded = actor != signer ? actor : id != signer ? id : null;

        var announces = activity.Object is not null && activity.Types.Contains("Announce");
        if (forwarded is null && !announces)
            return new(null, []);

        var others = new List<string>();
        if (forwarded is not null)
            others.AddRange(new[] { actor, id }.Where(host => host != signer));

        // Only an Announce brings another server's content along; a Like or a reply merely points at it.
        if (announces)
            others.Add(HostOf(activity.Object!, signer) ?? Nowhere);

        // About ourselves there is nothing to decide: a boost of our own post brings nothing new.
        others.RemoveAll(own.Contains);
        return new(forwarded, others.Distinct().ToArray());
    }

    private static string? HostOf(string id, string signer) => BeginsWith(id, signer) ? signer : HostOf(id);

    /// <summary>Nearly every id is one of the signer's own, which shows without parsing it: no reading of such a URL gives another host.</summary>
    private static bool BeginsWith(string id, string host) =>
        id.StartsWith("https://", StringComparison.Ordinal)
        && id.AsSpan("https://".Length) is var rest
        && rest.StartsWith(host, StringComparison.Ordinal)
        && rest[host.Length..].StartsWith('/');

    private static string? HostOf(string id) =>
        Uri.TryCreate(id, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && PeerName.TryParse(url.Authority, out var host)
            ? host
            : null;
}
