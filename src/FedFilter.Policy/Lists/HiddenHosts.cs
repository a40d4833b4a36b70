using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace FedFilter.Policy.Lists;

/// <summary>The hosts of a list that are known by their digests only. Looking one up allocates nothing.</summary>
internal sealed class HiddenHosts(IEnumerable<HiddenEntry> entries)
{
    private readonly FrozenDictionary<UInt256, string> _shown = entries.ToFrozenDictionary(entry => UInt256.Of(Convert.FromHexString(entry.Digest)), entry => entry.Shown);

    // A host has 253 characters at most, and a port.
    private const int LongestPeer = 260;

    public int Count => _shown.Count;

    /// <summary>What the list shows of a host; of one above it, too, where an entry covers what lies below.</summary>
    public bool TryFind(ReadOnlySpan<char> host, bool below, [NotNullWhen(true)] out string? shown)
    {
        shown = null;
        if (_shown.Count == 0 || host.Length > LongestPeer)
            return false;
        while (!_shown.TryGetValue(Digest(host), out shown))
        {
            var dot = host.IndexOf('.');
            if (!below || dot < 0)
                return false;
            host = host[(dot + 1)..];
        }

        return true;
    }

    private static UInt256 Digest(ReadOnlySpan<char> host)
    {
        Span<byte> octets = stackalloc byte[LongestPeer * 3];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets[..Encoding.UTF8.GetBytes(host, octets)], digest);
        return UInt256.Of(digest);
    }

    private readonly record struct UInt256(ulong A, ulong B, ulong C, ulong D)
    {
        public static UInt256 Of(ReadOnlySpan<byte> octets)
        {
            var parts = MemoryMarshal.Cast<byte, ulong>(octets);
            return new(parts[0], parts[1], parts[2], parts[3]);
        }
    }
}
