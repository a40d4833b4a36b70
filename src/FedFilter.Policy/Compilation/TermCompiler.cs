using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>terms</c> section.</summary>
internal static class TermCompiler
{
    public static readonly (string, OnChange)[] Changes = [("hold", OnChange.Hold), ("warn", OnChange.Warn), ("keep", OnChange.Keep)];

    public static readonly (string, EvidenceLevel)[] Proofs =
    [
        ("signal", EvidenceLevel.Signal), ("published", EvidenceLevel.Published), ("attested", EvidenceLevel.Attested), ("signed", EvidenceLevel.Signed),
    ];

    public static readonly (string, Party)[] Parties = [("operator", Party.Operator), ("third-party", Party.ThirdParty)];

    public static readonly (string, Scope)[] Scopes = [("received", Scope.Received), ("local", Scope.Local)];

    public static readonly (string, int)[] Values = [("no", 0), ("conditional", 1), ("allowed", 2)];

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
            fields.OneOf("proof", Proofs) ?? EvidenceLevel.Published)
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
            return new Commitment("", Party.Operator, Scope.Received, "");
        }

        var commitment = new Commitment(
            commits.RequiredText("use"),
            commits.OneOf("party", Parties) ?? Party.Operator,
            commits.OneOf("scope", Scopes) ?? Scope.Received,
            Values[commits.OneOf("value", Values) ?? 0].Item1);
        commits.NoOthers();
        return commitment;
    }
}
