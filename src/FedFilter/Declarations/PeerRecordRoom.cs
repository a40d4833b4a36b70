using FedFilter.Network;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Declarations;

/// <summary>
/// Counts what is kept of peers on disk: anyone can have any number of hosts, and each of them publish as much as is read. Hosts that find no room are queried
/// when a decision needs it, and forgotten.
/// </summary>
internal sealed class PeerRecordRoom
{
    public const int MaxHosts = 100_000;
    public const int MaxHostsOfDomain = 1_000;
    public const long MaxOctets = 256 * 1024 * 1024;

    /// <summary>What a record takes besides its text, in its row and in three indexes.</summary>
    private const int RowOctets = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ofDomain = new(StringComparer.Ordinal);
    private bool _isCounted;
    private long _hosts;
    private long _octets;

    /// <summary>Whether some of it should be given up.</summary>
    public bool IsTight
    {
        get
        {
            lock (_lock)
                return _hosts > MaxHosts / 10 * 9 || _octets > MaxOctets / 10 * 9;
        }
    }

    /// <summary>Whether less than this is left to give up.</summary>
    public bool IsWide
    {
        get
        {
            lock (_lock)
                return _hosts <= MaxHosts / 10 * 8 && _octets <= MaxOctets / 10 * 8;
        }
    }

    /// <summary>Counts what is there, the first time.</summary>
    public async ValueTask CountAsync(FedFilterContext context, CancellationToken cancellation)
    {
        lock (_lock)
            if (_isCounted)
                return;
        var rows = await context.PeerRecords.AsNoTracking().Select(row => new { row.Host, Length = row.Record == null ? 0 : row.Record.Length }).ToListAsync(cancellation);
        lock (_lock)
        {
            if (_isCounted)
                return;
            _isCounted = true;
            foreach (var row in rows)
                Add(row.Host, row.Length);
        }
    }

    /// <summary>Takes room for a host, unless there is none. A host that the policy names always has some.</summary>
    public bool TryTake(string host, bool isNamed)
    {
        lock (_lock)
        {
            if (!isNamed && (_hosts >= MaxHosts || _octets >= MaxOctets || _ofDomain.GetValueOrDefault(RegistrableDomain.Of(host)) >= MaxHostsOfDomain))
                return false;
            Add(host, 0);
            return true;
        }
    }

    /// <summary>A record that is kept has become longer, or shorter.</summary>
    public void Grow(int octets)
    {
        lock (_lock)
            _octets += octets;
    }

    public void Give(string host, int octets)
    {
        lock (_lock)
        {
            var domain = RegistrableDomain.Of(host);
            (_hosts, _octets) = (_hosts - 1, _octets - octets - RowOctets);
            if (--_ofDomain[domain] == 0)
                _ofDomain.Remove(domain);
        }
    }

    private void Add(string host, int octets)
    {
        var domain = RegistrableDomain.Of(host);
        (_hosts, _octets) = (_hosts + 1, _octets + octets + RowOctets);
        _ofDomain[domain] = _ofDomain.GetValueOrDefault(domain) + 1;
    }
}
