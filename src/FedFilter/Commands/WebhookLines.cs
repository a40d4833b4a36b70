using System.Globalization;
using FedFilter.Configuration;
using FedFilter.Notify;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Commands;

/// <summary>How it stands with each webhook, in a line for the admin.</summary>
internal static class WebhookLines
{
    public static async Task<IReadOnlyList<(string What, bool Good, string Says)>> LookAsync(Settings settings, CancellationToken cancellation)
    {
        var lines = new List<(string, bool, string)>();
        if (settings.Notify.Count == 0)
            return lines;
        await using var services = new ServiceCollection().AddStorage(settings.Data).BuildServiceProvider();
        var contexts = services.GetRequiredService<IDbContextFactory<FedFilterContext>>();
        foreach (var webhook in settings.Notify)
        {
            var state = await WebhookState.OfAsync(contexts, webhook, cancellation);
            lines.Add(($"webhook {WebhookName.Of(webhook)}", state.IsGood, Of(state)));
        }

        return lines;
    }

    public static string Of(WebhookState state)
    {
        var says = new List<string> { state.TakenAt is { } taken ? $"took a notice on {Time(taken)}" : "took none so far" };
        if (state.Waiting > 0)
            says.Add($"{state.Waiting} wait");
        if (state.Lost > 0)
            says.Add($"{state.Lost} were not taken in the end");
        if (state is { Trouble: { } trouble, TroubleAt: { } at })
            says.Add($"last failure on {Time(at)}: {trouble}");
        return string.Join("; ", says);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
}
