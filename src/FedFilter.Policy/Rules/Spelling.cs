using System.Globalization;
using System.Text.Json;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Rules;

/// <summary>How matchers spell what they ask for and what they found: short, and inert in a terminal whoever chose the words.</summary>
internal static class Spelling
{
    public const string NotKnown = "not known";

    private const int Most = 8;

    public static string Of(string key, string value) => $"{key}: {value}";

    public static string Of(string key, IEnumerable<object> values) => Of(key, Of(values));

    public static string Of(IEnumerable<object> values)
    {
        var all = values.Select(value => Quote.Of(value.ToString() ?? "")).ToList();
        return all.Count == 1 ? all[0]
            : all.Count <= Most ? $"[{string.Join(", ", all)}]"
            : $"[{string.Join(", ", all.Take(Most))} and {all.Count - Most} more]";
    }

    public static string Of(string? text) => text is null ? NotKnown : Quote.Of(text);

    public static string Of(bool flag) => flag ? "true" : "false";

    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(DateTimeOffset? time) => time?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? NotKnown;

    public static string Of(TimeSpan age) => age switch
    {
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerDay == 0 => $"{age.Days}d",
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerHour == 0 => $"{Of((int)age.TotalHours)}h",
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerMinute == 0 => $"{Of((int)age.TotalMinutes)}m",
        _ => $"{Of((int)age.TotalSeconds)}s",
    };

    /// <summary>What the request is, and of what.</summary>
    public static string Kind(RequestFacts facts) =>
        facts.Kind == RequestKind.Fetch ? $"fetch of {Quote.Of(facts.Path)}"
        : facts.ActivityTypes.Count == 0 ? "delivery of a type that is not known"
        : $"delivery of {Of(facts.ActivityTypes)}";

    /// <summary>A domain that is not the peer's name.</summary>
    public static string OfHandle(string domain) => $"handle of {domain}";

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
