using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>The <c>audit</c> section.</summary>
internal sealed record AuditSettings
{
    private static readonly string[] Later = ["allowed"];

    /// <summary>How long entries are kept.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How long the personal details beside them are.</summary>
    public TimeSpan DetailsKeep { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long decisions are kept for <c>policy replay</c>; zero: not at all.</summary>
    public TimeSpan ReplayKeep { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Keys that are set but that this version does not act on yet.</summary>
    public IReadOnlyList<string> NotActedOn { get; init; } = [];

    public static AuditSettings Read(YamlFields? audit)
    {
        if (audit is null)
            return new AuditSettings();
        var defaults = new AuditSettings();
        var replayKeep = audit.Value("replay-keep") is YamlScalar { Text: "0" } ? TimeSpan.Zero : audit.Duration("replay-keep");
        var (keep, detailsKeep) = (audit.Duration("keep"), audit.Duration("details-keep"));
        string[] later = [.. Later.Where(audit.Has).Select(key => $"audit.{key}")];
        audit.NoOthers();
        return new AuditSettings
        {
            Keep = keep ?? defaults.Keep,
            DetailsKeep = detailsKeep ?? defaults.DetailsKeep,
            ReplayKeep = replayKeep ?? defaults.ReplayKeep,
            NotActedOn = later,
        };
    }
}
