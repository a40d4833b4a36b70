using System.Globalization;

namespace FedFilter.Commands;

/// <summary>Spans of time as options take them and tables show them.</summary>
internal static class SpanText
{
    /// <summary>Such as <c>7d</c>, <c>12h</c>, <c>30m</c>; null for anything else.</summary>
    public static TimeSpan? Parse(string text) =>
        text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 36_500
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => null,
            }
            : null;

    /// <summary>How long ago something was, in one unit.</summary>
    public static string Ago(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.Days} d"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        _ => "now",
    };
}
