using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The sections of all files but the peers, joined: still raw, with their places.</summary>
internal sealed class Sections
{
    public static readonly (string, PolicyMode)[] Modes = [("enforce", PolicyMode.Enforce), ("observe", PolicyMode.Observe)];

    private Place? _rulesAt;
    private Place? _modeAt;

    public List<(string Name, YamlFields Fields, Place Place)> Terms { get; } = [];

    public List<(string Name, YamlFields Fields, Place Place)> Lists { get; } = [];

    public List<YamlFields> Rules { get; } = [];

    public List<YamlFields> Tests { get; } = [];

    public PolicyMode? Mode { get; private set; }

    /// <summary>That no file says whether the rules are carried out. Neither is a safe guess: one lets all pass, the other closes all fetches.</summary>
    public Problem? WhyNoMode => _modeAt is not null || _rulesAt is not { } rules ? null : new Problem(
        rules, "`mode:` is missing: write `mode: observe` (everything passes, and what would be refused is recorded) or `mode: enforce` beside the rules")
    { IsOfReference = true };

    /// <summary>Whether everything could be read. Where not, what seems to be missing may be there.</summary>
    public bool AreWhole { get; private set; } = true;

    /// <summary>Reads them.</summary>
    /// <param name="files">The policy files.</param>
    /// <param name="peer">Takes each entry of <c>peers</c>, which may be a hundred thousand.</param>
    /// <param name="problems">Where problems go.</param>
    public static Sections Read(IEnumerable<PolicyFile> files, Action<YamlFields> peer, List<Problem> problems)
    {
        var sections = new Sections();
        var peers = new YamlItems("peers", value =>
        {
            if (YamlFields.Of("peers", value, problems) is { } fields)
                peer(fields);
        });
        foreach (var file in files)
            switch (YamlReader.Read(file.Name, file.Text, problems, peers))
            {
                case null:
                    sections.AreWhole = false;
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
        file.Maps("peers"); // its items were taken as they were read
        Tests.AddRange(file.Maps("tests"));

        if (file.Has("rules") && IsFirst(ref _rulesAt, "rules", file, problems))
            Rules.AddRange(file.Maps("rules"));
        else if (file.Has("rules"))
            AreWhole = false;
        if (file.Has("mode") && IsFirst(ref _modeAt, "mode", file, problems))
            Mode = file.OneOf("mode", Modes);
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
            problems.Add(new Problem(
                place, $"`{section}` stands in {first.File} already; it may stand in one file only, so that the order of files never matters"));
            return false;
        }

        seen = place;
        return true;
    }
}
