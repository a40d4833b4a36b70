using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>
/// Sections of fedfilter.yaml that this version reads and does not act on yet. Their keys are checked, so that a file written today
/// stays right; <c>serve</c> and <c>doctor</c> name those that are set.
/// </summary>
internal static class LaterSections
{
    private static readonly (string Section, string[] Keys)[] Known =
    [
        ("forward-auth", ["listen", "allow-unchecked-digest"]),
        ("console", ["listen"]),
    ];

    public static IReadOnlyList<string> Read(YamlFields root, ICollection<Problem> problems)
    {
        var set = new List<string>();
        foreach (var (section, keys) in Known)
            if (root.Map(section) is { } fields)
            {
                set.Add(section);
                foreach (var key in keys)
                    fields.Value(key);
                fields.NoOthers();
            }

        if (root.Map("storage") is { } storage)
        {
            storage.OneOf("provider", ("sqlite", true));
            storage.NoOthers();
        }

        return set;
    }
}
