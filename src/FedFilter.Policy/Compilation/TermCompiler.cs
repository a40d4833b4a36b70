using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>terms</c> section.</summary>
internal static class TermCompiler
{
    public static readonly (string, OnChange)[] Changes = [("hold", OnChange.Hold), ("warn", OnChange.Warn), ("keep", OnChange.Keep)];

    public static List<Term> Compile(IEnumerable<(string Name, YamlFields Fields, Place Place)> raw, List<Problem> problems)
    {
        var terms = new List<Term>();
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var (name, fields, place) in raw)
        {
            if (!places.TryAdd(name, place))
                problems.Add(new Problem(place, $"the term `{Quote.Of(name)}` is defined twice, first at {places[name]}"));
            else if (!Names.IsKebab(name))
                problems.Add(new Problem(place, $"`{Quote.Of(name)}`: a term's name is lower-case words joined by hyphens"));
            else
                terms.Add(Compile(name, fields, problems));
        }

        return [.. terms.OrderBy(term => term.Name, StringComparer.Ordinal)];
    }

    private static Term Compile(string name, YamlFields fields, List<Problem> problems)
    {
        var term = new Term(
            name,
            fields.Text("title") ?? name,
            Commits(fields, problems),
            fields.OneOf("proof", TermWords.Levels) ?? EvidenceLevel.Published)
        {
            ReviewEvery = fields.Duration("review-every"),
            HoldFor = fields.Duration("hold-for") ?? TimeSpan.FromDays(5),
        };
        if (fields.Map("on-change") is { } changes)
        {
            term = term with
            {
                OnClauseLost = changes.OneOf("clause-lost", Changes) ?? OnChange.Hold,
                OnOtherChange = changes.OneOf("other", Changes) ?? OnChange.Warn,
            };
            changes.NoOthers();
        }

        fields.NoOthers();
        return term;
    }

    private static Commitment Commits(YamlFields fields, List<Problem> problems)
    {
        if (fields.Map("commits") is not { } commits)
        {
            problems.Add(new Problem(
                fields.Place, "`commits:` is missing, such as { use: train-ai, party: operator, scope: received, value: no }"));
            return Commitment.Nothing;
        }

        var commitment = new Commitment(
            commits.RequiredText("use"),
            commits.OneOf("party", TermWords.Parties) ?? Party.Operator,
            commits.OneOf("scope", TermWords.Scopes) ?? Scope.Received,
            TermWords.Value(commits) ?? Commitment.No);
        commits.NoOthers();
        return commitment;
    }
}
