using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation.Warnings;

/// <summary>
/// What is allowed and is probably not meant. Found in the files as they stand, beside the compiled set and never on the way to a decision.
/// </summary>
public static class PolicyWarnings
{
    /// <summary>The warnings, by file and line.</summary>
    /// <param name="files">The files that <paramref name="set"/> was compiled from.</param>
    /// <param name="set">The set.</param>
    /// <param name="now">The time, for what is about to expire.</param>
    public static IReadOnlyList<Problem> Find(IReadOnlyList<PolicyFile> files, PolicySet set, DateTimeOffset now)
    {
        var peers = new List<YamlFields>();
        var sections = Sections.Read(files.Where(file => file.IsPolicy).OrderBy(file => file.Name, StringComparer.Ordinal), peers.Add, []);
        return Problem.InOrder(
        [
            .. RuleWarnings.Find(sections.Rules),
            .. TermWarnings.Find(sections, peers, set),
            .. AttestationWarnings.Find(peers, set, now),
            .. HostWarnings.Find(sections, peers),
        ]);
    }
}
