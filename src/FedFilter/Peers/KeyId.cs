namespace FedFilter.Peers;

/// <summary>A key id that may be looked up: an https URL on a named, public host that is not ours.</summary>
/// <param name="Iri">The id in its canonical spelling.</param>
internal sealed record KeyId(PeerIri Iri)
{
    public string Text => Iri.Text;

    /// <summary>The host that the key speaks for, in canonical form.</summary>
    public string Host => Iri.Host;

    /// <summary>Null for everything that is not to be fetched: acct: ids, http, user names, IP addresses, single labels, our own hosts.</summary>
    /// <param name="text">The id as the sender wrote it; hostile.</param>
    /// <param name="ownHosts">Hosts that are ours.</param>
    /// <param name="allowHttp">Hosts, without port, that may be reached by plain http.</param>
    public static KeyId? Parse(string text, IReadOnlySet<string> ownHosts, IReadOnlySet<string> allowHttp) =>
        PeerIri.Parse(text) is { } iri && !ownHosts.Contains(iri.Host) && MayBeFetched(iri, allowHttp) ? new KeyId(iri) : null;

    private static bool MayBeFetched(PeerIri iri, IReadOnlySet<string> allowHttp) =>
        iri.Scheme == Uri.UriSchemeHttps || allowHttp.Contains(iri.Host.Split(':')[0]);
}
