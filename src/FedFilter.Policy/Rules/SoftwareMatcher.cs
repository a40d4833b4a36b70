using System.Collections.Frozen;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>software</c>: what the peer says it runs (NodeInfo, <c>software.name</c>); case does not count.</summary>
internal sealed class SoftwareMatcher(IEnumerable<string> names, bool whenUnknown) : Matcher
{
    private readonly FrozenSet<string> _names = names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public override string Asks => Spelling.Of("software", _names);

    public override FactKinds Needs => FactKinds.Software;

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        facts.Software is { } name ? _names.Contains(name) : whenUnknown;

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Of(facts.Software);
}
