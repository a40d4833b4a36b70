using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The sections of all files, joined: still raw, with their places.</summary>
internal sealed class Sections
{
    private Place? _rulesAt;
    private Place? _modeAt;

    public List<(string Name, YamlFields Fields, Place Place)> Terms { get; } = [];

    public List<(string Name, YamlFields Fields, Place Place)> Lists { get; } = [];

    public List<YamlFields> Peers { get; } = [];

    public List<YamlFields> Rules { get; } = [];

    public List<YamlFields> Tests { get; } = [];

    public PolicyMode? Mode { get; private set; }

    public static Sections Read(IEnumerable<PolicyFile> files, List<Problem> problems)
    {
        var sections = new Sections();
        foreach (var file in files)
            switch (YamlReader.Read(file.Name, file.Text, problems))
            {
                case null:
                    break;
                case YamlMap map:
                    sections.Add(new YamlFields(map, problems), problems);
                    break;
                case var other:
                    problems.Add(new Problem(other.Place, "a policy file is a map of sections: terms, peers, lists, mode, rules, tests"));
                    break;
            }

        return sections;
    }

    private void Add(YamlFields file, List<Problem> problems)
    {
        AddNamed(file, "terms", Terms);
        AddNamed(file, "lists", Lists);
        Peers.AddRange(file.Maps("peers"));
        Tests.AddRange(file.Maps("tests"));

        if (file.Has("rules") && IsFirst(ref _rulesAt, "rules", file, problems))
            Rules.AddRange(file.Maps("rules"));
        if (file.Has("mode") && IsFirst(ref _modeAt, "mode", file, problems))
            Mode = file.OneOf("mode", ("enforce", PolicyMode.Enforce), ("observe", PolicyMode.Observe));
        file.NoOthers();
    }

    private static void AddNamed(YamlFields file, string section, List<(string Name, YamlFields Fields, Place Place)> to)
    {
        if (file.Map(section) is { } named)
            foreach (var name in named.Keys)
                if (named.Map(name) is { } fields)
                    to.Add((name, fields, named.PlaceOfKey(name)));
    }

    private static bool IsFirst(ref Place? seen, string section, YamlFields file, List<Problem> problems)
    {
        var place = file.PlaceOfKey(section);
        if (seen is { } first)
        {
            problems.Add(new Problem(place, $"`{section}` stands in {first.File} already; it may stand in one file only, so that the order of files never matters"));
            return false;
        }

        seen = place;
        return true;
    }
}
