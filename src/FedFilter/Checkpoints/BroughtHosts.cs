using System.Text.Json;
using FedFilter.Contexts;
using FedFilter.Peers;

namespace FedFilter.Checkpoints;

/// <summary>
/// Gathers the hosts of what an activity brings along while it is read. An address that is only named counts if it is announced, which may show after it:
/// until then it waits.
/// </summary>
internal ref struct BroughtHosts
{
    public const int Most = 64;

    private readonly List<string?> _waiting;
    private readonly List<string> _announced;
    private readonly List<string> _hosts;

    // `https://host/` of the activity's own id or actor, about which there is a decision in any case. Nearly every other id begins alike.
    private ReadOnlySpan<byte> _home;

    public BroughtHosts() => (_waiting, _announced, _hosts) = ([], [], []);

    public ActivityFault? Fault { get; private set; }

    /// <summary>Where a part of the activity begins.</summary>
    public readonly (int Waiting, int Announced) Mark => (_waiting.Count, _announced.Count);

    public readonly IReadOnlyList<string> All => _announced.Count == 0 ? _hosts : [.. _hosts.Union(_announced)];

    /// <summary>The reader stands on the id of the activity, or of its actor.</summary>
    public void Settle(ref Utf8JsonReader json)
    {
        if (_home.Length > 0 || json.ValueIsEscaped || !json.ValueSpan.StartsWith("https://"u8))
            return;
        var path = json.ValueSpan["https://".Length..].IndexOf((byte)'/');
        if (path > 0)
            _home = json.ValueSpan[..("https://".Length + path + 1)];
    }

    /// <summary>The host of the id at which the reader stands; null where it is the activity's own, or where there is none and there need not be.</summary>
    public string? HostOf(ref Utf8JsonReader json, bool required)
    {
        if (_home.Length > 0 && !json.ValueIsEscaped && json.ValueSpan.StartsWith(_home))
            return null;
        var id = json.GetString()!;
        var host = PeerIri.Parse(id)?.Host;
        if (host is null && (required || !IdScheme.IsHostless(id)))
            Fault ??= ActivityFault.Unattributable;
        return host;
    }

    public void Add(string? host)
    {
        if (host is not null)
            Add(_hosts, host);
    }

    /// <summary>Something is named, not embedded; null for what is no address.</summary>
    public readonly void Name(string? address) => _waiting.Add(address);

    /// <summary>What has been named since is announced.</summary>
    public void Announce((int Waiting, int Announced) since)
    {
        for (var i = since.Waiting; i < _waiting.Count; i++)
            if (PeerIri.Parse(_waiting[i])?.Host is { } host)
                Add(_announced, host);
            else
                Fault ??= ActivityFault.Unattributable;
        Drop(since);
    }

    /// <summary>What has been named since is pointed at, no more.</summary>
    public readonly void Drop((int Waiting, int Announced) since) => _waiting.RemoveRange(since.Waiting, _waiting.Count - since.Waiting);

    /// <summary>What has been announced since is taken back.</summary>
    public readonly void TakeBack((int Waiting, int Announced) since)
    {
        Drop(since);
        _announced.RemoveRange(since.Announced, _announced.Count - since.Announced);
    }

    private void Add(List<string> hosts, string host)
    {
        if (hosts.Contains(host))
            return;
        if (_hosts.Count + _announced.Count >= Most)
            Fault ??= ActivityFault.TooManyHosts;
        else
            hosts.Add(host);
    }
}
