using System.Globalization;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>
/// Lays <c>FEDFILTER__SECTION__KEY</c> over what fedfilter.yaml says: <c>__</c> goes one level down, <c>_</c> stands for <c>-</c>, lists go by
/// index. A value from a variable carries the variable's name as its place, so that errors name it.
/// </summary>
internal static class EnvironmentOverlay
{
    private const string Prefix = "FEDFILTER__";

    public static YamlValue Apply(YamlValue root, IEnumerable<KeyValuePair<string, string>> environment)
    {
        foreach (var (name, value) in environment.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            // Variable names are upper case, keys are lower case throughout.
            var path = name[Prefix.Length..].Split("__").Select(part => part.ToLower(CultureInfo.InvariantCulture).Replace('_', '-')).ToArray();
            root = Set(root, path, new YamlScalar(new Place(name, 0, 0), value, Plain: true));
        }

        return root;
    }

    private static YamlValue Set(YamlValue at, ReadOnlySpan<string> path, YamlScalar value)
    {
        if (path.IsEmpty)
            return value;
        if (int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return SetItem(at as YamlList ?? new YamlList(value.Place, []), index, path[1..], value);

        var map = at as YamlMap ?? new YamlMap(value.Place, []);
        var key = path[0];
        var old = map.Entries.FirstOrDefault(entry => entry.Key == key);
        var entry = new YamlEntry(value.Place, key, Set(old?.Value ?? new YamlMap(value.Place, []), path[1..], value));
        return map with { Entries = [.. map.Entries.Where(other => other.Key != key), entry] };
    }

    private static YamlList SetItem(YamlList list, int index, ReadOnlySpan<string> path, YamlScalar value)
    {
        var items = list.Items.ToList();

        // An index past the end appends: variables come in order, and a gap means nothing.
        if (index >= items.Count)
            items.Add(Set(new YamlMap(value.Place, []), path, value));
        else
            items[index] = Set(items[index], path, value);
        return list with { Items = items };
    }
}
