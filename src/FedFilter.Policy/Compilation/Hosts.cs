using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>Checks that several sections share.</summary>
internal static class Hosts
{
    public static string NotAHost(string text) =>
        $"`{Quote.Of(text)}` names no host: give a public name such as friend.example, without scheme or path";

    /// <summary>Those of the named terms that are defined; a problem for each other one.</summary>
    public static List<string> KnownTerms(IEnumerable<YamlScalar> named, IReadOnlySet<string> terms, List<Problem> problems)
    {
        var known = new List<string>();
        foreach (var term in named)
            if (terms.Contains(term.Text))
                known.Add(term.Text);
            else
                problems.Add(NoSuchTerm(term.Place, term.Text, terms));
        return known;
    }

    public static Problem NoSuchTerm(Place place, string term, IReadOnlySet<string> terms) =>
        new(place, $"no term `{Quote.Of(term)}` is defined in `terms:`{Nearest.Hint(term, terms)}") { IsOfReference = true };

    /// <summary>Those of the named lists that are defined; a problem for each other one.</summary>
    public static List<PeerList> KnownLists(IEnumerable<YamlScalar> named, IReadOnlyDictionary<string, PeerList> lists, List<Problem> problems)
    {
        var known = new List<PeerList>();
        foreach (var name in named)
            if (lists.TryGetValue(name.Text, out var list))
                known.Add(list);
            else
                problems.Add(new Problem(name.Place, $"no list `{Quote.Of(name.Text)}` is defined in `lists:`{Nearest.Hint(name.Text, lists.Keys)}")
                {
                    IsOfReference = true,
                });
        return known;
    }
}
