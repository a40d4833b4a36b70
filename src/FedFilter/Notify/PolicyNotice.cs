using FedFilter.Policy.Yaml;

namespace FedFilter.Notify;

/// <summary>A policy folder with errors: the last good set stays in force, and nobody may notice for long.</summary>
internal static class PolicyNotice
{
    private const int Most = 20;

    public static Notice Of(string revision, IReadOnlyList<Problem> problems, DateTimeOffset now) => new(
        $"policy-{now.ToUnixTimeSeconds()}",
        NoticeEvents.PolicyNotTaken,
        now,
        $"The policy folder has errors, so what was changed in it is not in force; policy {revision[..12]} is. `fedfilter policy validate` says more.")
    {
        Problems = [.. problems.Take(Most).Select(problem => $"{problem}")],
        More = problems.Count > Most ? problems.Count - Most : null,
    };
}
