using System.Globalization;

namespace FedFilter.Policy;

/// <summary>How often something may happen.</summary>
/// <param name="Count">So many times, all at once if need be.</param>
/// <param name="Per">In this time.</param>
public readonly record struct Rate(int Count, TimeSpan Per)
{
    /// <summary>The shortest time between two, if they come evenly.</summary>
    public TimeSpan Interval => Per / Count;

    /// <summary>Reads <c>60/m</c> and the like: a whole number from 1, and one of s, m, h, d. Null for anything else.</summary>
    public static Rate? Parse(string text)
    {
        if (text.Split('/') is not [var number, var unit] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 1_000_000)
            return null;
        TimeSpan? per = unit switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        return per is { } time ? new Rate(count, time) : null;
    }
}
