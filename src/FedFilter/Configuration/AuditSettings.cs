using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>The <c>audit</c> section.</summary>
internal sealed record AuditSettings
{
    private static readonly string[] Later = ["keep", "details-keep", "allowed"];

    /// <summary>How long decisions are kept for <c>policy replay</c>; zero: not at all.</summary>
    public TimeSpan ReplayKeep { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Keys that are set but that this version does not act on yet.</summary>
    public IReadOnlyList<string> NotActedOn { get; init; } = [];

    public static AuditSettings Read(YamlFields? audit)
    {
        if (audit is null)
            return new AuditSettings();
        var keep = audit.Value("replay-keep") is YamlScalar { Text: "0" } ? TimeSpan.Zero : audit.Duration("replay-keep");
        string[] later = [.. Later.Where(audit.Has).Select(key => $"audit.{key}")];
        audit.NoOthers();
        return new AuditSettings { ReplayKeep = keep ?? new AuditSettings().ReplayKeep, NotActedOn = later };
    }
}
