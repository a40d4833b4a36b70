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

    internal PeerList(ListDeclaration declaration, ListText text, ListReading? reading)
    {
        Declaration = declaration;
        var found = text as ListText.Found;
        IsRead = found is not null;
        FetchedAt = found?.FetchedAt;
        Trouble = found is null ? (text as ListText.NotYet)?.Why : found.Trouble;
        Reading = reading ?? new ListReading([]);
        Sha256 = found is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(found.Text)));
        var entries = Reading.Entries.Where(declaration.Counts).Select(entry => entry.Host).ToLookup(host => host.StartsWith('*'));
        _hosts = entries[false].ToFrozenSet(StringComparer.Ordinal);
        _parents = entries[true].ToFrozenDictionary(entry => entry[2..], StringComparer.Ordinal);
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
    public int Count => _hosts.Count + _parents.Count;

    /// <summary>When it was last fetched with success; null for a file, and for a list that was not read.</summary>
    public DateTimeOffset? FetchedAt { get; }

    /// <summary>Why it was never read, or why a later version was not taken; null if all is well.</summary>
    public string? Trouble { get; }

    /// <summary>SHA-256 of its text in UTF-8, lower-case hex; null if it was not read.</summary>
    public string? Sha256 { get; }

    /// <summary>The entry that a peer is on the list by.</summary>
    /// <param name="peer">The peer's canonical name.</param>
    /// <param name="below">Whether an entry covers its host's subdomains and other ports too.</param>
    /// <param name="entry">The entry: a host, or <c>*.host</c>.</param>
    public bool TryFind(string peer, bool below, [NotNullWhen(true)] out string? entry)
    {
        if (_hosts.TryGetValue(peer, out entry) || TryFindAbove(peer, below, out entry))
            return true;
        if (!below)
            return false;

        // Another port is another peer, but the host's owner opens ports as easily as subdomains.
        var port = peer.IndexOf(':', StringComparison.Ordinal);
        if (port < 0)
            return false;
        var host = peer.AsSpan(0, port);
        return _hosts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(host, out entry) || TryFindAbove(host, below, out entry);
    }

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
