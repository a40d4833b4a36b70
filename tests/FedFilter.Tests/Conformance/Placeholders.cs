using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FedFilter.Tests.Conformance;

/// <summary>Puts times, names, keys and repetitions in the place of <c>${…}</c>.</summary>
internal sealed partial class Placeholders(IReadOnlyDictionary<string, string> values, DateTimeOffset now)
{
    public string Fill(string text)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
            return text;

        // First what varies, so that it can be part of another name: ${${each}.pem}.
        var varied = text.Replace("${each}", values["each"], StringComparison.Ordinal);
        return Pattern().Replace(varied, match => Value(match.Groups[1].Value));
    }

    /// <summary>A value as YAML gave it, as JSON.</summary>
    public string Json(object? value) => JsonSerializer.Serialize(Filled(value));

    /// <summary>A time such as <c>now</c>, <c>now-2d</c>, <c>now+90m</c>.</summary>
    public DateTimeOffset Time(string text)
    {
        var match = TimePattern().Match(text);
        Assert.True(match.Success, $"`{text}` is no time; write now, now-2d, now+90m or now-30s");
        if (!match.Groups[2].Success)
            return now;
        var count = double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        var span = match.Groups[3].Value switch { "d" => TimeSpan.FromDays(count), "h" => TimeSpan.FromHours(count), "m" => TimeSpan.FromMinutes(count), _ => TimeSpan.FromSeconds(count) };
        return match.Groups[1].Value == "-" ? now - span : now + span;
    }

    private object? Filled(object? value) => value switch
    {
        string text => Fill(text),
        IDictionary<object, object> map => map.ToDictionary(entry => Fill(entry.Key.ToString()!), entry => Filled(entry.Value)),
        IDictionary<string, object?> map => map.ToDictionary(entry => Fill(entry.Key), entry => Filled(entry.Value)),
        IEnumerable<object> list => list.Select(Filled).ToArray(),
        _ => value,
    };

    private string Value(string name)
    {
        if (values.TryGetValue(name, out var value))
            return value;
        if (name.StartsWith("date ", StringComparison.Ordinal))
            return Time(name[5..]).ToString("r", CultureInfo.InvariantCulture);
        if (name.StartsWith("repeat ", StringComparison.Ordinal))
            return Repeat(name.Split(' ', 3));
        return Time(name).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }

    // `#` is the number of the copy, so that names can differ.
    private static string Repeat(string[] words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < int.Parse(words[1], CultureInfo.InvariantCulture); i++)
            text.Append(words[2].Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return text.ToString();
    }

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^now(?:([+-])(\d+)([dhms]))?$")]
    private static partial Regex TimePattern();
}
