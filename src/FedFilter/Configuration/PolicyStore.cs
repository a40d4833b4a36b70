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

    /// <summary>
    /// Why the policy in force is not what the policy folder and the lists say, for whoever watches over the program: errors in the files, lists
    /// that wait for an admin, lists that were never read. Empty if all is well.
    /// </summary>
    public IReadOnlyList<string> Troubles =>
    [
        .. Problems.Select(problem => problem.ToString()),
        .. Current.Lists.Where(list => list.AwaitsAdmin || !list.IsRead).Select(list => $"list {list.Name}: {list.Trouble}"),
    ];

    public void Take(PolicySet set)
    {
        _current = set;
        Problems = [];
    }

    public void Keep(IReadOnlyList<Problem> problems) => Problems = problems;
}
