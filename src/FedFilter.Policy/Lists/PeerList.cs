using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FedFilter.Policy.Lists;

/// <summary>A list as it is in force. Immutable; looking a peer up allocates nothing.</summary>
public sealed class PeerList
{
    private readonly FrozenSet<string> _hosts;

    // Host to `*.host`.
    private readonly FrozenDictionary<string, string> _parents;

    private readonly HiddenHosts _hidden;
    private readonly FrozenSet<string> _exempt;

    internal PeerList(ListDeclaration declaration, ListText text, ListReading? reading, IReadOnlySet<string>? ownHosts = null)
    {
        Declaration = declaration;
        var found = text as ListText.Found;
        IsRead = found is not null;
        FetchedAt = found?.FetchedAt;
        Trouble = found is null ? (text as ListText.NotYet)?.Why : found.Trouble;
        AwaitsAdmin = found?.AwaitsAdmin ?? (text as ListText.NotYet)?.AwaitsAdmin ?? false;
        Reading = reading ?? new ListReading([]);
        Sha256 = found is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(found.Text)));
        var entries = Reading.Entries.Where(declaration.Counts).Select(entry => entry.Host).ToLookup(host => host.StartsWith('*'));
        _hosts = entries[false].ToFrozenSet(StringComparer.Ordinal);
        _parents = entries[true].ToFrozenDictionary(entry => entry[2..], StringComparer.Ordinal);
        _hidden = new HiddenHosts(Reading.Hidden.Where(entry => declaration.Severities.Contains(entry.Severity)));
        _exempt = FrozenSet<string>.Empty;
        OwnHosts = [.. (ownHosts ?? FrozenSet<string>.Empty).Order(StringComparer.Ordinal).Select(host => (host, TryFind(host, below: true, out var entry) ? entry : "")).Where(pair => pair.Item2.Length > 0)];
        if (!declaration.AppliesToOwnHosts)
            _exempt = OwnHosts.Select(pair => pair.Host).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>What the policy says of it.</summary>
    public ListDeclaration Declaration { get; }

    /// <summary>Its name.</summary>
    public string Name => Declaration.Name;

    /// <summary>False for a list that could never be fetched so far: nobody knows who is on it.</summary>
    public bool IsRead { get; }

    /// <summary>What was found in its text.</summary>
    public ListReading Reading { get; }

    /// <summary>How many entries count.</summary>
    public int Count => _hosts.Count + _parents.Count + _hidden.Count;

    /// <summary>The own hosts that it names, each with the entry. They are not on it, unless the declaration says so.</summary>
    public IReadOnlyList<(string Host, string Entry)> OwnHosts { get; }

    /// <summary>When it was last fetched with success; null for a file, and for a list that was not read.</summary>
    public DateTimeOffset? FetchedAt { get; }

    /// <summary>Why it was never read, or why a later version was not taken; null if all is well.</summary>
    public string? Trouble { get; }

    /// <summary>Whether an admin has to mend or accept its latest text; until then the last good one holds, or what depends on it waits.</summary>
    public bool AwaitsAdmin { get; }

    /// <summary>SHA-256 of its text in UTF-8, lower-case hex; null if it was not read.</summary>
    public string? Sha256 { get; }

    /// <summary>The entry that a peer is on the list by.</summary>
    /// <param name="peer">The peer's canonical name.</param>
    /// <param name="below">Whether an entry covers its host's subdomains and other ports too.</param>
    /// <param name="entry">The entry: a host, or <c>*.host</c>.</param>
    public bool TryFind(string peer, bool below, [NotNullWhen(true)] out string? entry)
    {
        entry = null;
        if (_exempt.Contains(peer))
            return false;
        if (TryFindHost(peer, below, out entry))
            return true;

        // Another port is another peer, but the host's owner opens ports as easily as subdomains.
        var port = below ? peer.IndexOf(':', StringComparison.Ordinal) : -1;
        return port >= 0 && TryFindHost(peer.AsSpan(0, port), below, out entry);
    }

    /// <summary>Whoever blocks <c>*.host</c> means the host too, as in Pleroma; whoever allows that does not.</summary>
    private bool TryFindHost(ReadOnlySpan<char> host, bool below, [NotNullWhen(true)] out string? entry) =>
        _hosts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(host, out entry)
        || (below && _parents.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(host, out entry))
        || TryFindAbove(host, below, out entry)
        || _hidden.TryFind(host, below, out entry);

    private bool TryFindAbove(ReadOnlySpan<char> host, bool below, [NotNullWhen(true)] out string? entry)
    {
        entry = null;
        for (var dot = host.IndexOf('.'); dot >= 0; dot = host.IndexOf('.'))
        {
            host = host[(dot + 1)..];
            if ((below && _hosts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(host, out entry))
                || _parents.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(host, out entry))
                return true;
        }

        return false;
    }
}
