using FedFilter.Policy;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>The policy set in force. A later set replaces it as a whole or not at all.</summary>
internal sealed class PolicyStore(PolicySet first)
{
    private volatile PolicySet _current = first;

    public PolicySet Current => _current;

    /// <summary>What was wrong with the last set that was tried; empty when the set in force is what the folder holds.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    public void Take(PolicySet set)
    {
        _current = set;
        Problems = [];
    }

    public void Keep(IReadOnlyList<Problem> problems) => Problems = problems;
}
