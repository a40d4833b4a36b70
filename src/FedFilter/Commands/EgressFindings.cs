using FedFilter.Checkpoints.Egress;
using FedFilter.Configuration;
using FedFilter.Identity;

namespace FedFilter.Commands;

/// <summary>What <c>doctor</c> finds out about the proxy for the origin's own requests: above all, whether the origin uses it.</summary>
internal static class EgressFindings
{
    // A server with any followers delivers something every day.
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(1);

    public static string Mode(EgressSettings egress) => egress switch
    {
        { Intercept: true } => "TLS ends here, and deliveries are decided about one by one",
        { Strict: true } => "only the host is seen, and strangers get no tunnel",
        _ => "only the host is seen, and strangers are tunnelled to and counted",
    };

    /// <summary>Whether it is good, and what there is to say.</summary>
    public static IEnumerable<(string What, bool Good, string Says)> Of(Settings settings, TimeProvider time)
    {
        if (settings.Egress is not { } egress)
            yield break;
        yield return Use(egress, EgressSeen.Read(settings.Data), time.GetUtcNow());
        if (egress.Intercept)
            yield return Authority(settings, time);
    }

    private static (string, bool, string) Use(EgressSettings egress, EgressUse? last, DateTimeOffset now)
    {
        var cure = $"is your server told to use http://{egress.Listen} as its HTTP proxy (docs/egress.md)?";
        if (last is null)
            return ("egress", false, $"never used so far: {cure}");
        var ago = now - last.At;
        var says = $"last used {Ago(ago)} ago, for {last.Host}";
        return ago < Quiet ? ("egress", true, says) : ("egress", false, $"{says}: {cure}");
    }

    private static (string, bool, string) Authority(Settings settings, TimeProvider time)
    {
        try
        {
            using var authority = EgressAuthority.Load(settings.Data, time);
            return ("egress authority", true, $"{authority.Subject}, until {authority.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        }
        catch (FedFilterStartException e)
        {
            return ("egress authority", false, e.Message);
        }
    }

    private static string Ago(TimeSpan span) => span.TotalDays >= 2 ? $"{span.TotalDays:0} days" : span.TotalHours >= 2 ? $"{span.TotalHours:0} h" : $"{Math.Max(0, span.TotalMinutes):0} min";
}
