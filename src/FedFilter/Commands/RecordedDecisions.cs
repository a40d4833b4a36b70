using System.CommandLine;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Replay;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Commands;

/// <summary>What <c>policy replay</c> and <c>peers list --seen</c> share: the store's recorded decisions, and the policy they are decided by anew.</summary>
internal static class RecordedDecisions
{
    public static Option<string?> Last()
    {
        var last =
            new Option<string?>("--last") { Description = "Only so far back, such as 7d or 12h; all that is kept if left out.", HelpName = "TIME" };
        last.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && SpanText.Parse(text) is null)
                result.AddError($"--last takes a time such as 7d, 12h or 30m, not `{text}`.");
        });
        return last;
    }

    public static Task<int> ReplayAsync(Settings settings, PolicySet policy, string? last, Func<ReplayReport, int> use, CancellationToken cancellation, PolicySet? inForce = null) => Store.UseAsync(
        settings,
        async services =>
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(cancellation);
            var (records, now) = (services.GetRequiredService<PeerRecords>(), TimeProvider.System.GetUtcNow());
            var since = last is null ? DateTimeOffset.UnixEpoch : now - SpanText.Parse(last)!.Value;
            return use(await new PolicyReplay(context, policy, now, async (peer, ending) => (await records.RecordAsync(peer, ending))?.Gathered() ?? GatheredEvidence.Nothing, inForce).RunAsync(since, cancellation));
        },
        cancellation);
}
