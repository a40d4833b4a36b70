using FedFilter.Configuration;

namespace FedFilter.Commands;

/// <summary>What leaves the origin without being checked, as it is configured; docs/egress.md tells it server by server.</summary>
internal static class LeakMap
{
    public static IReadOnlyList<string> Of(Settings settings) =>
    [
        .. settings.Egress is { } egress ? Deliveries(egress) : ["the origin's own outgoing deliveries: they do not pass through the gateway (egress.listen, docs/egress.md)"],
        "web pages, public API, RSS and media: readable by anyone, as the origin allows (gateway.other-traffic, gateway.ai-crawlers)",
        settings.Relay is { } relay
            ? $"copies that other servers already hold, with those that {relay.Host} passed on, and other relays the origin subscribed to"
            : "copies that other servers already hold, and relays the origin subscribed to",
    ];

    /// <summary>What the origin sends out by other ways, whatever the proxy does.</summary>
    public static IReadOnlyList<string> PastTheProxy(Settings settings) =>
    [
        settings.Relay is { } relay
            ? $"a relay: what your server sends to {relay.Host}, your policy decides about for each subscriber; another one passes it on to servers that are never asked about"
            : "a relay: what your server sends to one, it passes on to servers that are never asked about; a relay is a peer like any other",
        "web push: previews of notifications go, encrypted, to the push services of browsers and phones (egress.always, or no_proxy)",
        "mail: notifications by SMTP do not use an HTTP proxy",
        "media: files in object storage are read from there by anyone, and a CDN in front of it is another copy",
        "link previews and media fetches of your server tell other hosts its address; they carry no posts",
        "what the proxy setting does not reach: other processes (streaming, media proxy, translation) each have their own environment",
    ];

    private static IEnumerable<string> Deliveries(EgressSettings egress)
    {
        if (egress is { Intercept: false, Strict: false })
            yield return "deliveries to servers that no rule refuses by themselves: tunnelled and counted as egress-unseen (egress.plain: strict, egress.intercept)";
        if (!egress.Intercept)
        {
            yield return "what goes to a server that may be delivered to: of a tunnel only the host is seen, so rules on posts do not hold (egress.intercept)";
            yield return "the Host that a request names inside a tunnel: a machine that serves several hosts can be asked for another one than the tunnel's (egress.intercept)";
        }

        yield return "what the origin sends past the proxy: relays, web push, mail, media (docs/egress.md)";
    }
}
