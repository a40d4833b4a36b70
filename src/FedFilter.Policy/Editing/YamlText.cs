namespace FedFilter.Policy.Editing;

/// <summary>Changes one thing in a YAML text, and leaves every other character as it is.</summary>
internal static class YamlText
{
    /// <summary>Gives a map's key this value, written in one line.</summary>
    public static string Set(string text, YamlSpan map, string key, string yaml)
    {
        if (map.IndexOf(key) is >= 0 and var index)
            return Replace(text, map.Entries[index].Key.End, map.Entries[index].Value.End, $": {yaml}");
        var last = map.Entries[^1].Value.End;
        if (map.IsFlow)
            return Replace(text, last, last, $", {key}: {yaml}");
        var (end, first) = (EndOfLine(text, last), map.Entries[0].Key.Start);
        return Replace(text, end, end, $"{NewLine(text)}{new string(' ', first - StartOfLine(text, first))}{key}: {yaml}");
    }

    /// <summary>Removes a map's key that is not its only one.</summary>
    public static string Remove(string text, YamlSpan map, string key)
    {
        var index = map.IndexOf(key);
        if (index < 0)
            return text;
        var (name, value) = map.Entries[index];
        if (map.IsFlow)
            return RemoveFlow(text, [.. map.Entries.Select(entry => (entry.Key.Start, entry.Value.End))], index);
        var (start, end) = (StartOfLine(text, name.Start), StartOfNextLine(text, Math.Max(name.End, value.End)));
        if (IsBlank(text, start, name.Start))
            return Replace(text, start, end, "");

        // It stands behind the dash of its item: what comes next takes its place there.
        while (end < text.Length && text[end] == ' ')
            end++;
        return Replace(text, name.Start, end, "");
    }

    /// <summary>Adds an item, written in one line, to a list that has some.</summary>
    public static string Add(string text, YamlSpan list, string yaml)
    {
        var last = list.Items[^1];
        if (list.IsFlow)
            return Replace(text, last.End, last.End, $", {yaml}");
        var (end, dash) = (EndOfLine(text, last.End), DashBefore(text, last.Start));
        return Replace(text, end, end, $"{NewLine(text)}{text[StartOfLine(text, dash)..dash]}- {yaml}");
    }

    /// <summary>Removes an item, with the dash before it.</summary>
    public static string Remove(string text, YamlSpan list, int index)
    {
        if (list.IsFlow)
            return RemoveFlow(text, [.. list.Items.Select(item => (item.Start, item.End))], index);
        var dash = DashBefore(text, list.Items[index].Start);
        return Replace(text, StartOfLine(text, dash), StartOfNextLine(text, list.Items[index].End), "");
    }

    public static string Replace(string text, int start, int end, string with) => string.Concat(text.AsSpan(0, start), with, text.AsSpan(end));

    public static string NewLine(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    private static string RemoveFlow(string text, (int Start, int End)[] parts, int index) =>
        index + 1 < parts.Length ? Replace(text, parts[index].Start, parts[index + 1].Start, "")
        : index > 0 ? Replace(text, parts[index - 1].End, parts[index].End, "")
        : Replace(text, parts[index].Start, parts[index].End, "");

    private static int DashBefore(string text, int start) => start == 0 ? 0 : Math.Max(0, text.LastIndexOf('-', start - 1));

    private static int StartOfLine(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end > at && text[end - 1] == '\r' ? end - 1 : end : text.Length;

    private static int StartOfNextLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : text.Length;

    private static bool IsBlank(string text, int start, int end) => text.AsSpan(start, end - start).IsWhiteSpace();
}
