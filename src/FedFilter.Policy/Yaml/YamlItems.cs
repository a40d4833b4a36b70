namespace FedFilter.Policy.Yaml;

/// <summary>Takes a long list one by one.</summary>
/// <param name="Key">The key in the outermost map that the list is the value of.</param>
/// <param name="Take">Called for each of its values, in the order of the file.</param>
public sealed record YamlItems(string Key, Action<YamlValue> Take);
