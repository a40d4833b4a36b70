namespace FedFilter.Policy.Yaml;

/// <summary>A value as it stands in a file, before anyone knows what it means.</summary>
/// <param name="Place">Where it begins.</param>
public abstract record YamlValue(Place Place)
{
    /// <summary>Whether this is YAML's null: nothing, <c>~</c> or <c>null</c>, without quotes.</summary>
    public bool IsNull => this is YamlScalar { Plain: true, Text: "" or "~" or "null" };
}

/// <summary>A single value, always as text: <c>no</c> stays "no".</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">The text without quotes.</param>
/// <param name="Plain">Whether it was written without quotes.</param>
public sealed record YamlScalar(Place Place, string Text, bool Plain) : YamlValue(Place);

/// <summary>A list.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Items">Its values.</param>
public sealed record YamlList(Place Place, IReadOnlyList<YamlValue> Items) : YamlValue(Place);

/// <summary>A map; no key stands in it twice.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Entries">Its entries, in the order of the file.</param>
public sealed record YamlMap(Place Place, IReadOnlyList<YamlEntry> Entries) : YamlValue(Place)
{
    /// <summary>Up to so many, going through them costs less than hashing.</summary>
    internal const int FewKeys = 16;

    private Dictionary<string, YamlEntry>? _byKey;

    /// <summary>The entry of a key; null if there is none.</summary>
    public YamlEntry? Find(string key)
    {
        if (Entries.Count > FewKeys)
            return (_byKey ??= Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal)).GetValueOrDefault(key);
        for (var i = 0; i < Entries.Count; i++) // an enumerator would be an allocation for every field
            if (Entries[i].Key == key)
                return Entries[i];
        return null;
    }
}

/// <summary>One entry of a map.</summary>
/// <param name="KeyPlace">Where the key stands.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
public sealed record YamlEntry(Place KeyPlace, string Key, YamlValue Value);
