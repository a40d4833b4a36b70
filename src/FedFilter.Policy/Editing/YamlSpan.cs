using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FedFilter.Policy.Editing;

/// <summary>A value with the characters that it takes up in its file, comments and line ends after it left out.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The one after its last; <paramref name="Start"/> for nothing.</param>
/// <param name="Text">Of a single value; null for a list or map.</param>
/// <param name="IsFlow">Whether a list or map is written with brackets.</param>
/// <param name="Items">Of a list.</param>
/// <param name="Entries">Of a map.</param>
internal sealed record YamlSpan(int Start, int End, string? Text, bool IsFlow, IReadOnlyList<YamlSpan> Items, IReadOnlyList<(YamlSpan Key, YamlSpan Value)> Entries)
{
    /// <summary>The document's value. Of a text that <see cref="Yaml.YamlReader"/> takes; null if there is none.</summary>
    public static YamlSpan? Read(string text)
    {
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return null;
        parser.Consume<DocumentStart>();
        return ReadValue(parser, text);
    }

    public YamlSpan? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;

    public int IndexOf(string key) => Enumerable.Range(0, Entries.Count).FirstOrDefault(index => Entries[index].Key.Text == key, -1);

    private static YamlSpan ReadValue(Parser parser, string text)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
            return new(At(scalar.Start), Trimmed(text, At(scalar.Start), At(scalar.End)), scalar.Value, false, [], []);
        if (parser.TryConsume<SequenceStart>(out var list))
            return ReadList(parser, text, list);
        return ReadMap(parser, text, parser.Consume<MappingStart>());
    }

    private static YamlSpan ReadList(Parser parser, string text, SequenceStart start)
    {
        var items = new List<YamlSpan>();
        while (!parser.Accept<SequenceEnd>(out _))
            items.Add(ReadValue(parser, text));
        var end = parser.Consume<SequenceEnd>();
        var isFlow = start.Style == SequenceStyle.Flow;
        return new(At(start.Start), isFlow ? At(end.Start) + 1 : items.Count == 0 ? At(start.Start) : items[^1].End, null, isFlow, items, []);
    }

    private static YamlSpan ReadMap(Parser parser, string text, MappingStart start)
    {
        var entries = new List<(YamlSpan, YamlSpan)>();
        while (!parser.Accept<MappingEnd>(out _))
            entries.Add((ReadValue(parser, text), ReadValue(parser, text)));
        var end = parser.Consume<MappingEnd>();
        var isFlow = start.Style == MappingStyle.Flow;
        return new(At(start.Start), isFlow ? At(end.Start) + 1 : entries.Count == 0 ? At(start.Start) : entries[^1].Item2.End, null, isFlow, [], entries);
    }

    private static int At(Mark mark) => (int)mark.Index;

    private static int Trimmed(string text, int start, int end)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }
}
