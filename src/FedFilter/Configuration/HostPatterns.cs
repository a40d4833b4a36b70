using FedFilter.Policy.Facts;

namespace FedFilter.Configuration;

/// <summary>Hosts by name, or by <c>*.</c> and a name: the subdomains of that one, not itself, as in policy files.</summary>
internal sealed class HostPatterns
{
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parents = new(StringComparer.Ordinal);

    /// <summary>Takes one more; false if it is neither form.</summary>
    public bool TryAdd(string pattern)
    {
        var below = pattern.StartsWith("*.", StringComparison.Ordinal);
        if (!PeerName.TryParse(below ? pattern[2..] : pattern, out var host))
            return false;
        (below ? _parents : _hosts).Add(host);
        return true;
    }

    /// <param name="peer">In canonical form.</param>
    public bool Include(string peer)
    {
        if (_hosts.Contains(peer))
            return true;
        for (var dot = peer.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = peer.IndexOf('.', dot + 1))
            if (_parents.Contains(peer[(dot + 1)..]))
                return true;
        return false;
    }
}
