using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation.Warnings;

/// <summary>The <c>when</c> of a rule as it is written, to be compared with another: texts, not meanings.</summary>
internal sealed class Condition
{
    // A list of these means any of its values, so that fewer values match less.
    private static readonly string[] AnyOf =
        ["peer", "listed", "fetch", "delivery", "object", "actor", "actor-type", "visibility", "hashtags", "software", "direction", "checkpoint", "signature"];

    // How these are read depends on whether the rule lets pass (several types at once, lists not read yet, unknown facts inside `not`).
    private static readonly string[] ReadByOutcome = ["delivery", "object", "listed", "any", "all", "not"];

    private readonly Dictionary<string, YamlValue> _matchers = new(StringComparer.Ordinal);
    private readonly bool _letsPass;

    public Condition(YamlFields rule)
    {
        _letsPass = rule.Text("then") is "allow" or "limit";
        if (rule.Map("when") is { } when)
            foreach (var key in when.Keys)
                if (when.Value(key) is { } value)
                    _matchers[key] = value;
    }

    public bool Has(string key) => _matchers.ContainsKey(key);

    /// <summary>The values of a matcher; null if it is absent or no plain list.</summary>
    public IReadOnlyList<string>? Values(string key) => _matchers.GetValueOrDefault(key) switch
    {
        YamlScalar one => [one.Text],
        YamlList list when list.Items.All(static item => item is YamlScalar) => [.. list.Items.Cast<YamlScalar>().Select(item => item.Text)],
        _ => null,
    };

    public IEnumerable<string> Keys => _matchers.Keys;

    /// <summary>Whether every request that this one holds for is one that the other holds for. Says no where it is not plain to see.</summary>
    public bool Implies(Condition other) => other._matchers.Keys.All(key => Implies(other, key));

    private bool Implies(Condition other, string key)
    {
        if (!Has(key) || (_letsPass != other._letsPass && ReadByOutcome.Contains(key)))
            return false;
        if (Text(_matchers[key]) == Text(other._matchers[key]))
            return true;
        if (Values(key) is not { Count: > 0 } mine || other.Values(key) is not { Count: > 0 } theirs)
            return false;
        if (key == "committed")
            return theirs.All(mine.Contains);
        var anyKind = key is "fetch" or "delivery" && theirs is ["true"] && mine is not ["false"];
        return anyKind || (AnyOf.Contains(key) && mine.All(theirs.Contains));
    }

    private static string Text(YamlValue value) => value switch
    {
        YamlScalar scalar => Quote.Of(scalar.Text),
        YamlList list => $"[{string.Join(',', list.Items.Select(Text))}]",
        YamlMap map => $"{{{string.Join(',', map.Entries.Select(entry => $"{entry.Key}:{Text(entry.Value)}"))}}}",
        _ => "",
    };
}
