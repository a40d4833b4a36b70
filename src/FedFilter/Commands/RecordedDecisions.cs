using System.CommandLine;
using System.Globalization;
using FedFilter.Configuration;
using FedFilter.Policy;
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
            if (result.Tokens is [{ Value: var text }] && Parse(text) is null)
                result.AddError($"--last takes a time such as 7d, 12h or 30m, not `{text}`.");
        });
        return last;
    }

    public static async Task<int> ReplayAsync(Settings settings, PolicySet policy, string? last, Func<ReplayReport, int> use, CancellationToken cancellation)
    {
        try
        {
            await Database.MigrateAsync(settings.Data, cancellation);
            await using var services = new ServiceCollection().AddStorage(settings.Data).BuildServiceProvider();
            await using var context = await services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(cancellation);
            var now = TimeProvider.System.GetUtcNow();
            var since = last is null ? DateTimeOffset.UnixEpoch : now - Parse(last)!.Value;
            return use(await new PolicyReplay(context, policy, now).RunAsync(since, cancellation));
        }
        catch (FedFilterStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CommandLine.BadUsage;
        }
    }

    private static TimeSpan? Parse(string text) =>
        text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 36_500
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => null,
            }
            : null;
}
