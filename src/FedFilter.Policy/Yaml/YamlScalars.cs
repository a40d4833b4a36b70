using System.Globalization;

namespace FedFilter.Policy.Yaml;

/// <summary>The forms that single values take.</summary>
internal static class YamlScalars
{
    public static bool? Flag(string text) => text switch { "true" => true, "false" => false, _ => null };

    public static TimeSpan? Duration(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' when number <= 36500 * 24 => TimeSpan.FromHours(number),
            'd' when number <= 36500 => TimeSpan.FromDays(number),
            _ => null,
        };
    }

    public static long? Size(string text)
    {
        foreach (var (unit, octets) in (ReadOnlySpan<(string, long)>)[("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("", 1L)])
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= long.MaxValue / octets)
                return number * octets;
        return null;
    }

    public static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>A day, from its first moment to that of the next; or a time in UTC, which is one moment.</summary>
    public static YamlMoment? Moment(string text)
    {
        if (Date(text) is { } day)
            return new(Utc(day), day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : Utc(day.AddDays(1)));
        return DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new(time, time)
            : null;
    }

    private static DateTimeOffset Utc(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public static string NotOneOf(string key, string found, IEnumerable<string> words)
    {
        var known = words.ToArray();
        return $"`{key}: {Quote.Of(found)}` is not known; it takes {string.Join(", ", known)}{Nearest.Hint(found, known)}";
    }
}

/// <summary>A day or a time, as a span.</summary>
/// <param name="Start">Its first moment.</param>
/// <param name="End">The first moment after it.</param>
public readonly record struct YamlMoment(DateTimeOffset Start, DateTimeOffset End);
