using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Editing;

/// <summary>What an edited text has to say when it is read back.</summary>
internal static class EditedValue
{
    /// <summary>An entry after a change.</summary>
    public static YamlMap Of(YamlMap entry, PeerChange change) => change switch
    {
        PeerChange.Set set => With(entry, set.Key, YamlReader.Read("", $"x: {set.Yaml}", []) is YamlMap { Entries: [var only] } ? only.Value : entry),
        PeerChange.Drop drop => Without(entry, drop.Key),
        PeerChange.Include include => Texts(entry, include.Key) is var texts && texts.Contains(include.Text) ? entry : With(entry, include.Key, List(entry, [.. texts, include.Text])),
        PeerChange.Exclude exclude => Texts(entry, exclude.Key).Where(text => text != exclude.Text).ToArray() is { Length: > 0 } left
            ? left.Length == Texts(entry, exclude.Key).Length ? entry : With(entry, exclude.Key, List(entry, left))
            : Without(entry, exclude.Key),
        _ => entry,
    };

    public static YamlMap With(YamlMap map, string key, YamlValue value) => map.Find(key) is null
        ? new(map.Place, [.. map.Entries, new(map.Place, key, value)])
        : new(map.Place, [.. map.Entries.Select(entry => entry.Key == key ? entry with { Value = value } : entry)]);

    /// <summary>Whether both say the same; where it stands in the file, and with what quotes, does not matter. A list that is empty is as none.</summary>
    public static bool Same(YamlValue one, YamlValue other) => (one, other) switch
    {
        (YamlScalar a, YamlScalar b) => a.Text == b.Text && a.IsNull == b.IsNull,
        (YamlList { Items.Count: 0 }, { IsNull: true }) or ({ IsNull: true }, YamlList { Items.Count: 0 }) => true,
        (YamlList a, YamlList b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => Same(pair.First, pair.Second)),
        (YamlMap a, YamlMap b) => a.Entries.Count == b.Entries.Count && a.Entries.Zip(b.Entries).All(pair => pair.First.Key == pair.Second.Key && Same(pair.First.Value, pair.Second.Value)),
        _ => false,
    };

    private static YamlMap Without(YamlMap map, string key) => new(map.Place, [.. map.Entries.Where(entry => entry.Key != key)]);

    private static YamlList List(YamlMap entry, IEnumerable<string> texts) => new(entry.Place, [.. texts.Select(text => new YamlScalar(entry.Place, text, Plain: false))]);

    private static string[] Texts(YamlMap map, string key) => map.Find(key)?.Value switch
    {
        YamlScalar { IsNull: false } scalar => [scalar.Text],
        YamlList list => [.. list.Items.OfType<YamlScalar>().Select(item => item.Text)],
        _ => [],
    };
}
