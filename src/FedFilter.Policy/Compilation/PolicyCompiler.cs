using System.Security.Cryptography;
using System.Text;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>
/// Makes one <see cref="PolicySet"/> of many files. Files are read in the order of their names, but no result depends on it: what
/// would (rules, mode) may stand in one file only.
/// </summary>
public static class PolicyCompiler
{
    /// <summary>Compiles a set, or reports every problem at once.</summary>
    /// <param name="files">All files of the folder that belong to the set: the policy files, and those that they name.</param>
    public static PolicyCompilation Compile(IReadOnlyList<PolicyFile> files)
    {
        var ordered = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        var problems = new List<Problem>();
        var sections = Sections.Read(ordered.Where(file => file.IsPolicy), problems);

        var terms = TermCompiler.Compile(sections.Terms, problems);
        var known = terms.Select(term => term.Name).ToArray();
        var attested = PeerCompiler.Compile(sections.Peers, known, problems);
        var mode = sections.Mode ?? PolicyMode.Enforce;
        var revision = Revision(ordered);
        var rules = RuleCompiler.Compile(sections.Rules, known, new RuleContext(mode == PolicyMode.Enforce, revision), problems);
        var tests = TestCompiler.Compile(sections.Tests, known, [.. rules.Select(rule => rule.Name)], new BesideFiles(ordered.Where(file => !file.IsPolicy)), problems);
        if (sections.Rules.Count == 0 && problems.Count == 0)
            problems.Add(new Problem(new Place("", 0, 0), "there are no `rules:` in any file; without one everything would be refused"));

        return problems.Count == 0
            ? new PolicyCompilation(new PolicySet(revision, mode, [.. terms], [.. rules], attested, [.. tests]), [])
            : new PolicyCompilation(null, Problem.InOrder(problems));
    }

    private static string Revision(IEnumerable<PolicyFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            foreach (var part in (string[])[file.Name, file.Text])
            {
                // Lengths in front, so that no two different sets give the same octets.
                var octets = Encoding.UTF8.GetBytes(part);
                hash.AppendData(BitConverter.GetBytes((long)octets.Length));
                hash.AppendData(octets);
            }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
