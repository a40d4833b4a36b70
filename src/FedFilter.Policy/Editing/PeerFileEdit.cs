using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Editing;

/// <summary>
/// Edits one host's entry in a policy file as a careful person would: comments, order and all other entries stay, character for
/// character. What came of it is read back; a file that is written in a way this does not understand is left alone.
/// </summary>
public static class PeerFileEdit
{
    private const string Section = "peers";

    /// <summary>The keys of a host's entry, each with its values; null if the file has no entry of it, or cannot be read.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="host">The host, in canonical form.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Find(string text, string host) =>
        Values(text) is { } map && EntryOf(map, host) is var (_, entry)
            ? entry.Entries.ToDictionary(field => field.Key, field => Texts(field.Value), StringComparer.Ordinal)
            : null;

    /// <summary>The file with changes to the host's entry, which has to be there. Null if they cannot be made.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="host">The host, in canonical form.</param>
    /// <param name="changes">The changes, in their order.</param>
    public static string? Change(string text, string host, IEnumerable<PeerChange> changes)
    {
        var edited = text;
        foreach (var change in changes)
            if (Values(edited) is not { } before || EntryOf(before, host) is not var (index, entry) || Changed(edited, index, change) is not { } next
                || !Says(next, WithEntry(before, index, EditedValue.Of(entry, change))))
                return null;
            else
                edited = next;
        return edited;
    }

    /// <summary>The file with a new entry. Null if it cannot be added.</summary>
    /// <param name="text">The file's text; empty for a new one.</param>
    /// <param name="fields">Keys and values in one line each; the first is the host.</param>
    public static string? Add(string text, IReadOnlyList<(string Key, string Yaml)> fields)
    {
        if (Values(text) is not { } before)
            return null;
        var nl = YamlText.NewLine(text);
        var flow = $"{{ {string.Join(", ", fields.Select(field => $"{field.Key}: {field.Yaml}"))} }}";
        var root = YamlSpan.Read(text);
        var peers = root?.Find(Section);
        string Block(int indent) => string.Join($"{nl}{new string(' ', indent + 2)}", fields.Select(field => $"{field.Key}: {field.Yaml}"));
        var edited = peers switch
        {
            null when root is null or { IsFlow: false } => $"{Ended(text, nl)}{Section}:{nl}  - {Block(2)}{nl}",
            { Items.Count: > 0, IsFlow: true } => YamlText.Add(text, peers, flow),
            { Items.Count: > 0 } => YamlText.Add(text, peers, Block(IndentOf(text, peers))),
            { } => YamlText.Set(text, root!, Section, $"[{flow}]"),
            _ => null,
        };
        var added = YamlReader.Read("", $"{Section}: [{flow}]", []) is YamlMap { Entries: [{ Value: YamlList { Items: [var item] } }] } ? item : null;
        return edited is not null && added is not null && Says(edited, WithMore(before, added)) ? edited : null;
    }

    /// <summary>The file without the host's entry. Null if it cannot be removed.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="host">The host, in canonical form.</param>
    public static string? Remove(string text, string host)
    {
        if (Values(text) is not { } before || EntryOf(before, host) is not var (index, _) || YamlSpan.Read(text)?.Find(Section) is not { } peers)
            return null;
        var edited = YamlText.Remove(text, peers, index);
        return Says(edited, WithEntry(before, index, null)) ? edited : null;
    }

    /// <summary>Whether a file says nothing any more: comments and an empty <c>peers</c> at most.</summary>
    /// <param name="text">The file's text.</param>
    public static bool IsEmpty(string text) =>
        Values(text) is { } map && map.Entries.All(entry => entry is { Key: Section } && (entry.Value.IsNull || entry.Value is YamlList { Items.Count: 0 }));

    private static string? Changed(string text, int index, PeerChange change)
    {
        if (YamlSpan.Read(text)?.Find(Section) is not { } peers || peers.Items.Count <= index)
            return null;
        var entry = peers.Items[index];
        return change switch
        {
            PeerChange.Set set => YamlText.Set(text, entry, set.Key, set.Yaml),
            PeerChange.Drop drop => YamlText.Remove(text, entry, drop.Key),
            PeerChange.Include include => Included(text, entry, include),
            PeerChange.Exclude exclude => Excluded(text, entry, exclude),
            _ => null,
        };
    }

    private static string Included(string text, YamlSpan entry, PeerChange.Include include) => entry.Find(include.Key) switch
    {
        { Items.Count: > 0 } list => list.Items.Any(item => item.Text == include.Text) ? text : YamlText.Add(text, list, YamlWriter.Text(include.Text)),
        { Text: { Length: > 0 } one } => one == include.Text ? text : YamlText.Set(text, entry, include.Key, YamlWriter.List([one, include.Text])),
        _ => YamlText.Set(text, entry, include.Key, YamlWriter.List([include.Text])),
    };

    private static string Excluded(string text, YamlSpan entry, PeerChange.Exclude exclude)
    {
        if (entry.Find(exclude.Key) is not { } value)
            return text;
        if (value.Items.Count <= 1)
            return value.Text == exclude.Text || value.Items.Any(item => item.Text == exclude.Text) ? YamlText.Remove(text, entry, exclude.Key) : text;
        var index = Enumerable.Range(0, value.Items.Count).FirstOrDefault(item => value.Items[item].Text == exclude.Text, -1);
        return index < 0 ? text : YamlText.Remove(text, value, index);
    }

    /// <summary>What the file says; null if it cannot be read without a problem.</summary>
    private static YamlMap? Values(string text)
    {
        var problems = new List<Problem>();
        return YamlReader.Read("", text, problems) is YamlMap map && problems.Count == 0 ? map : null;
    }

    private static bool Says(string text, YamlMap expected) => Values(text) is { } found && EditedValue.Same(found, expected);

    private static (int Index, YamlMap Entry)? EntryOf(YamlMap map, string host)
    {
        if (map.Find(Section)?.Value is YamlList list)
            for (var i = 0; i < list.Items.Count; i++)
                if (list.Items[i] is YamlMap entry && entry.Find("host")?.Value is YamlScalar { Text: var name } && PeerName.TryParse(name, out var peer) && peer == host)
                    return (i, entry);
        return null;
    }

    private static YamlMap WithEntry(YamlMap map, int index, YamlMap? entry)
    {
        var items = ((YamlList)map.Find(Section)!.Value).Items.ToList<YamlValue>();
        items.RemoveAt(index);
        if (entry is not null)
            items.Insert(index, entry);
        return EditedValue.With(map, Section, new YamlList(map.Place, items));
    }

    private static YamlMap WithMore(YamlMap map, YamlValue entry) =>
        EditedValue.With(map, Section, new YamlList(map.Place, [.. map.Find(Section)?.Value is YamlList list ? list.Items : [], entry]));

    private static IReadOnlyList<string> Texts(YamlValue value) => value switch
    {
        YamlScalar { IsNull: false } scalar => [scalar.Text],
        YamlList list => [.. list.Items.OfType<YamlScalar>().Select(item => item.Text)],
        _ => [],
    };

    private static string Ended(string text, string nl) => text.Length == 0 || text.EndsWith('\n') ? text : text + nl;

    private static int IndentOf(string text, YamlSpan list)
    {
        var dash = text.LastIndexOf('-', list.Items[^1].Start - 1);
        return dash - (text.LastIndexOf('\n', dash) + 1);
    }
}
