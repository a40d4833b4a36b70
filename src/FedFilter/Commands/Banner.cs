using FedFilter.Audit;
using FedFilter.Commands.Relay;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Commands;

/// <summary>What <c>serve</c> says when it is up, and <c>doctor</c> repeats: where it listens, what it does, and what it does not cover.</summary>
internal static class Banner
{
    public static async Task<IReadOnlyList<string>> LinesAsync(Settings settings, PolicySet policy, FedFilterHost host, CancellationToken cancellation)
    {
        var lines = new List<string> { $"listening on {host.Gateway.GetLeftPart(UriPartial.Authority)}" };
        foreach (var origin in settings.Gateway.Origins)
            lines.Add($"in front of {origin.Scheme}://{origin.Host} at {string.Join(", ", origin.Upstream.Select(upstream => upstream.GetLeftPart(UriPartial.Authority)))}");
        if (settings.Egress is { } egress && host.Egress is { } proxy)
            lines.Add($"proxy for the origin's own requests at {proxy.GetLeftPart(UriPartial.Authority)}: {EgressFindings.Mode(egress)}");
        if (settings.Relay is { } relay)
            lines.Add($"relay {relay.Host}: other servers follow {RelayListCommand.Addresses(relay)}");
        lines.Add(await ModeAsync(policy, host.Services.GetRequiredService<AuditQuery>(), cancellation));
        if (settings.Relay is not null && policy.Mode != PolicyMode.Enforce)
            lines.Add("warning: as long as the policy only observes, anyone may subscribe to the relay, and gets what is published there");
        lines.AddRange(policy.Lists.Select(list => $"{(ListLines.IsGood(list) ? "" : "warning: ")}list {list.Name}: {ListLines.State(list)}"));
        if (PolicyFolder.Warnings(settings.Policies, policy, TimeProvider.System.GetUtcNow()).Count is > 0 and var warnings)
            lines.Add($"the policy has {warnings} {(warnings == 1 ? "warning" : "warnings")}: `fedfilter policy validate` says which");
        lines.AddRange(settings.NotActedOn.Select(section => $"note: `{section}` is set, and this version does not act on it yet"));
        lines.AddRange(LeakMap.Of(settings).Select(gap => $"not covered: {gap}"));
        return lines;
    }

    /// <summary>One line: what is enforced, or what enforcing would have refused so far and how to switch.</summary>
    public static async Task<string> ModeAsync(PolicySet policy, AuditQuery audit, CancellationToken cancellation)
    {
        var revision = policy.Revision[..12];
        if (policy.Mode == PolicyMode.Enforce)
            return $"policy {revision} is enforced";
        var would = await audit.CountUnenforcedAsync(cancellation);
        return $"policy {revision} only observes: enforcing would have refused {would} requests so far; switch with `mode: enforce` in the policy's rules file";
    }
}
