namespace FedFilter.Policy.Yaml;

/// <summary>
/// Reads the fields of a map by name and type. Whatever does not fit becomes a problem with its place and a cure, and the field counts
/// as absent; <see cref="NoOthers"/> at the end reports every key that nobody asked for.
/// </summary>
/// <param name="map">The map.</param>
/// <param name="problems">Where problems go.</param>
public sealed class YamlFields(YamlMap map, ICollection<Problem> problems)
{
    private readonly List<string> _asked = []; // a dozen, for each of a hundred thousand maps: no hashing

    /// <summary>All keys, in the order of the file; for maps whose keys are names.</summary>
    public IEnumerable<string> Keys => map.Entries.Select(entry => entry.Key);

    /// <summary>The fields of a value that must be a map; null, and a problem, if it is none.</summary>
    /// <param name="key">The key that the value stands under.</param>
    /// <param name="value">The value.</param>
    /// <param name="problems">Where problems go.</param>
    public static YamlFields? Of(string key, YamlValue value, ICollection<Problem> problems)
    {
        if (value is YamlMap map)
            return new YamlFields(map, problems);
        problems.Add(new Problem(value.Place, $"`{key}` takes keys with values"));
        return null;
    }

    /// <summary>Where the map begins.</summary>
    public Place Place => map.Place;

    /// <summary>Where a key's value stands; where the map begins if the key is absent.</summary>
    public Place PlaceOf(string key) => map.Find(key)?.Value.Place ?? map.Place;

    /// <summary>Where a key stands; where the map begins if it is absent.</summary>
    public Place PlaceOfKey(string key) => map.Find(key)?.KeyPlace ?? map.Place;

    /// <summary>Whether there is a value, null not counting.</summary>
    public bool Has(string key) => Value(key) is not null;

    /// <summary>The value, whatever its shape; null if absent.</summary>
    public YamlValue? Value(string key)
    {
        _asked.Add(key);
        return map.Find(key)?.Value is { IsNull: false } value ? value : null;
    }

    /// <summary>A single value as text.</summary>
    public string? Text(string key) => Scalar(key, "a single value")?.Text;

    /// <summary>A single value that must be there; an empty text, and a problem, if it is not.</summary>
    public string RequiredText(string key)
    {
        var text = Text(key);
        if (!Has(key) || text?.Length == 0)
            problems.Add(new Problem(PlaceOf(key), $"`{key}:` is missing"));
        return text ?? "";
    }

    /// <summary>A single value with its place.</summary>
    public YamlScalar? Scalar(string key, string wanted)
    {
        var value = Value(key);
        if (value is null or YamlScalar)
            return value as YamlScalar;
        problems.Add(new Problem(value.Place, $"`{key}` takes {wanted}"));
        return null;
    }

    /// <summary>A single value that <paramref name="parse"/> understands; a problem that says what is wanted otherwise.</summary>
    public T? Parsed<T>(string key, string wanted, Func<string, T?> parse)
        where T : struct
    {
        if (Scalar(key, wanted) is not { } scalar)
            return null;
        var parsed = parse(scalar.Text);
        if (parsed is null)
            problems.Add(new Problem(scalar.Place, $"`{key}: {Quote.Of(scalar.Text)}` is not understood; it takes {wanted}"));
        return parsed;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Flag(string key) => Parsed(key, "true or false", YamlScalars.Flag);

    /// <summary>A time span such as <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
    public TimeSpan? Duration(string key) => Parsed(key, "a time such as 30s, 5m, 1h or 7d", YamlScalars.Duration);

    /// <summary>A number of octets such as <c>64KiB</c>, <c>1MiB</c>, <c>4096</c>.</summary>
    public long? Size(string key) => Parsed(key, "a size such as 64KiB or 1MiB", YamlScalars.Size);

    /// <summary>A day such as <c>2026-11-24</c>.</summary>
    public DateOnly? Date(string key) => Parsed(key, "a day such as 2026-11-24", YamlScalars.Date);

    /// <summary>A day, or a time such as <c>2026-11-24T12:00:00Z</c>.</summary>
    public YamlMoment? Moment(string key) => Parsed(key, "a day such as 2026-11-24, or a time such as 2026-11-24T12:00:00Z", YamlScalars.Moment);

    /// <summary>One of the given words.</summary>
    public T? OneOf<T>(string key, params (string Word, T Meaning)[] words)
        where T : struct
    {
        if (Scalar(key, "one word") is not { } scalar)
            return null;
        return Meaning(key, scalar, words, out var meaning) ? meaning : null;
    }

    /// <summary>One of the given words that must be there; null, and a problem, if it is not.</summary>
    public T? RequiredOneOf<T>(string key, params (string Word, T Meaning)[] words)
        where T : struct
    {
        if (Has(key))
            return OneOf(key, words);
        problems.Add(new Problem(Place, $"`{key}:` is missing; it takes {string.Join(", ", words.Select(pair => pair.Word))}"));
        return null;
    }

    /// <summary>A list of the given words, or one in place of a list.</summary>
    public IReadOnlyList<T> AnyOf<T>(string key, params (string Word, T Meaning)[] words)
    {
        var meanings = new List<T>();
        foreach (var scalar in Texts(key))
            if (Meaning(key, scalar, words, out var meaning))
                meanings.Add(meaning!);
        return meanings;
    }

    /// <summary>A list of single values, or one in place of a list; empty if absent.</summary>
    public IReadOnlyList<YamlScalar> Texts(string key)
    {
        switch (Value(key))
        {
            case null:
                return [];
            case YamlScalar one:
                return [one];
            case YamlList list when list.Items.All(static item => item is YamlScalar):
                return [.. list.Items.Cast<YamlScalar>()];
            case var other:
                problems.Add(new Problem(other.Place, $"`{key}` takes a list of single values"));
                return [];
        }
    }

    /// <summary>A map.</summary>
    public YamlFields? Map(string key) => Value(key) is { } value ? Of(key, value, problems) : null;

    /// <summary>A list of maps; empty if absent.</summary>
    public IReadOnlyList<YamlFields> Maps(string key)
    {
        var value = Value(key);
        if (value is YamlList list)
            return [.. list.Items.Select(item => Of(key, item, problems)).OfType<YamlFields>()];
        if (value is not null)
            problems.Add(new Problem(value.Place, $"`{key}` takes a list, each item beginning with a dash"));
        return [];
    }

    /// <summary>Reports every key that nobody asked for.</summary>
    /// <param name="later">Keys that are part of the language and not there yet.</param>
    public void NoOthers(IReadOnlySet<string>? later = null)
    {
        for (var i = 0; i < map.Entries.Count; i++)
            if (map.Entries[i] is var entry && !_asked.Contains(entry.Key))
                problems.Add(new Problem(entry.KeyPlace, later?.Contains(entry.Key) == true
                    ? $"`{entry.Key}` is not available in this version"
                    : $"`{Quote.Of(entry.Key)}` is not known here{Nearest.Hint(entry.Key, _asked)}"));
    }

    private bool Meaning<T>(string key, YamlScalar scalar, (string Word, T Meaning)[] words, out T? meaning)
    {
        foreach (var (word, means) in words)
            if (word == scalar.Text)
            {
                meaning = means;
                return true;
            }

        problems.Add(new Problem(scalar.Place, YamlScalars.NotOneOf(key, scalar.Text, words.Select(pair => pair.Word))));
        meaning = default;
        return false;
    }
}
