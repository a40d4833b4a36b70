using FedFilter.Peers;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Requests that <c>mode: observe</c> passes although <c>mode: enforce</c> rejects them before the policy is evaluated: unsigned and unverifiable
/// requests, larger deliveries, and the traffic that <c>other-traffic</c> and <c>ai-crawlers</c> refuse. Each is counted. Requests that are ambiguous or
/// cannot be parsed, and requests beyond the limits on clients, are turned away in both modes.
/// </summary>
internal static class ObserveMode
{
    /// <summary>The largest delivery in this mode, in bytes, unless <c>gateway.max-body</c> is larger.</summary>
    public const long MaxBody = 8 * 1024 * 1024;

    /// <summary>Returns whether a request with this fault goes on to the origin, which verifies it as it did before.</summary>
    public static bool Passes(SignatureFault fault) =>
        fault is not (SignatureFault.SignatureMalformed or SignatureFault.SignatureAmbiguous or SignatureFault.DigestMalformed);

    /// <summary>
    /// Returns the host that a request claims to come from: that of the key id, or else the first URL in the user agent, where fediverse software
    /// names its server (<c>http.rb/5.1 (Mastodon/4.3; +https://host/)</c>). The claim is not verified.
    /// </summary>
    public static string? ClaimedHost(string? keyId, string userAgent)
    {
        if (PeerIri.Parse(keyId)?.Host is { } host)
            return host;
        var begin = userAgent.IndexOf("https://", StringComparison.OrdinalIgnoreCase);
        if (begin < 0)
            return null;
        var length = userAgent.AsSpan(begin).IndexOfAny(" );,");
        return PeerIri.Parse(length < 0 ? userAgent[begin..] : userAgent.Substring(begin, length))?.Host;
    }
}
