using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FedFilter.Policy.Yaml;

/// <summary>
/// Reads one YAML document into <see cref="YamlValue"/>s that know their places. Anchors, aliases and tags are refused: nothing here
/// needs them, and they make a file say something else than a person reads in it.
/// </summary>
public static class YamlReader
{
    private const int MaxDepth = 32;

    /// <summary>The document's value, or null if it cannot be read; whatever is wrong is added to <paramref name="problems"/>.</summary>
    /// <param name="file">The name that places carry.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="oneByOne">
    /// Takes the items of one list of the outermost map as they are read. They are not kept: what is long would be a great many values,
    /// which the garbage collector carries around while everybody waits. If the document cannot be read, some were taken all the same.
    /// </param>
    public static YamlValue? Read(string file, string text, ICollection<Problem> problems, YamlItems? oneByOne = null)
    {
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                return new YamlMap(new Place(file, 1, 1), []);

            parser.Consume<DocumentStart>();
            var value = new Document(file, parser, problems, oneByOne).ReadValue(depth: 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
                problems.Add(new Problem(At(file, parser.Current!.Start), "a file holds one document: remove the `---` line"));
            return value.IsNull ? new YamlMap(value.Place, []) : value;
        }
        catch (YamlException e)
        {
            problems.Add(new Problem(At(file, e.Start), $"this is not YAML: {e.Message}"));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // On some malformed texts YamlDotNet fails in the midst of its own state instead of saying what is wrong.
            problems.Add(new Problem(new Place(file, 0, 0), "this is not YAML"));
            return null;
        }
    }

    private static Place At(string file, Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    private sealed class Document(string file, IParser parser, ICollection<Problem> problems, YamlItems? oneByOne)
    {
        public YamlValue ReadValue(int depth)
        {
            var at = At(file, parser.Current!.Start);
            if (depth > MaxDepth)
                throw new YamlException(parser.Current.Start, parser.Current.End, $"nested deeper than {MaxDepth} levels");
            if (parser.Current is NodeEvent node)
                RefuseAnchorAndTag(node, at);

            if (parser.TryConsume<Scalar>(out var scalar))
                return new YamlScalar(at, scalar.Value, scalar.Style == ScalarStyle.Plain);
            if (parser.TryConsume<SequenceStart>(out _))
                return ReadList(at, depth);
            if (parser.TryConsume<MappingStart>(out _))
                return ReadMap(at, depth);

            parser.Consume<AnchorAlias>();
            problems.Add(new Problem(at, "aliases (*name) are not taken: write the value out"));
            return new YamlScalar(at, "", Plain: true);
        }

        private void RefuseAnchorAndTag(NodeEvent node, Place at)
        {
            if (!node.Anchor.IsEmpty)
                problems.Add(new Problem(at, "anchors (&name) are not taken: write the value out where it is needed"));
            if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
                problems.Add(new Problem(at, "tags (!name) are not taken: remove it"));
        }

        private YamlList ReadList(Place at, int depth)
        {
            var items = new List<YamlValue>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(ReadValue(depth + 1));
            return new YamlList(at, items);
        }

        private YamlMap ReadMap(Place at, int depth)
        {
            var entries = new List<YamlEntry>();
            Dictionary<string, Place>? places = null;
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = ReadValue(depth + 1);
                var name = key as YamlScalar;
                var first = name is null ? null : FirstPlace(entries, ref places, name);
                var isNew = name is not null && first is null;
                var value = isNew && depth == 0 && name!.Text == oneByOne?.Key && parser.Accept<SequenceStart>(out _)
                    ? HandOut(oneByOne)
                    : ReadValue(depth + 1);
                if (name is null)
                    problems.Add(new Problem(key.Place, "a key must be a plain word"));
                else if (first is not null)
                    problems.Add(new Problem(key.Place, $"`{Quote.Of(name.Text)}` stands here twice, first at {first}"));
                else
                    entries.Add(new YamlEntry(key.Place, name.Text, value));
            }

            return new YamlMap(at, entries);
        }

        private YamlList HandOut(YamlItems to)
        {
            var start = parser.Consume<SequenceStart>();
            var at = At(file, start.Start);
            RefuseAnchorAndTag(start, at);
            while (!parser.TryConsume<SequenceEnd>(out _))
                to.Take(ReadValue(depth: 2));
            return new YamlList(at, []);
        }

        /// <summary>Where the key stands already. Most maps have a few keys, and there are many such maps: only long ones are hashed.</summary>
        private static Place? FirstPlace(List<YamlEntry> entries, ref Dictionary<string, Place>? places, YamlScalar key)
        {
            if (entries.Count > YamlMap.FewKeys)
            {
                places ??= entries.ToDictionary(entry => entry.Key, entry => entry.KeyPlace, StringComparer.Ordinal);
                return places.TryAdd(key.Text, key.Place) ? null : places[key.Text];
            }

            foreach (var entry in entries)
                if (entry.Key == key.Text)
                    return entry.KeyPlace;
            return null;
        }
    }
}
