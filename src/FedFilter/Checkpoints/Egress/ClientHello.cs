using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FedFilter.Checkpoints.Egress;

/// <summary>What the first message of a TLS client says in the clear about the server it is meant for (RFC 8446, section 4.1.2).</summary>
/// <param name="ServerName">The host in the server_name extension (RFC 6066, section 3); null without that extension.</param>
/// <param name="HasEncryptedHello">The name that counts may be in an encrypted part (RFC 9849, Encrypted Client Hello, or one of its drafts).</param>
/// <param name="OffersEarlyData">The client may send application data before the server has answered.</param>
internal sealed record ClientHello(string? ServerName, bool HasEncryptedHello, bool OffersEarlyData)
{
    /// <summary>Longest message that is read. With post-quantum key shares 2 KiB are common.</summary>
    public const int MaxBytes = 16 * 1024;

    private const ushort ServerNameExtension = 0;
    private const ushort EarlyDataExtension = 42;
    private const int HostNameType = 0;
    private const int MaxNameBytes = 255;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"u8);

    /// <summary>
    /// Parses a message without its four-byte header. Returns null for anything that two readers could take for different hellos: lengths that
    /// do not add up, an extension that occurs twice, a list of several names, a name that is not a host name in ASCII. Never throws.
    /// </summary>
    public static ClientHello? Parse(ReadOnlySpan<byte> message)
    {
        if (!TryTake(ref message, 2, out var version) || version[0] != 3
            || !TryTake(ref message, 32, out _)
            || !TryTakeVector(ref message, 1, out var sessionId) || sessionId.Length > 32
            || !TryTakeVector(ref message, 2, out var cipherSuites) || cipherSuites.IsEmpty || cipherSuites.Length % 2 != 0
            || !TryTakeVector(ref message, 1, out var compressionMethods) || compressionMethods.IsEmpty)
            return null;
        if (message.IsEmpty)
            return new ClientHello(null, HasEncryptedHello: false, OffersEarlyData: false); // TLS 1.2 allows a hello without extensions
        return TryTakeVector(ref message, 2, out var extensions) && message.IsEmpty ? ParseExtensions(extensions) : null;
    }

    private static ClientHello? ParseExtensions(ReadOnlySpan<byte> extensions)
    {
        var hello = new ClientHello(null, HasEncryptedHello: false, OffersEarlyData: false);
        var seen = new HashSet<ushort>();
        while (!extensions.IsEmpty)
        {
            if (!TryTake(ref extensions, 2, out var typeBytes) || !TryTakeVector(ref extensions, 2, out var content))
                return null;
            var type = BinaryPrimitives.ReadUInt16BigEndian(typeBytes);
            if (!seen.Add(type))
                return null;
            if (type == ServerNameExtension)
            {
                if (ParseServerName(content) is not { } name)
                    return null;
                hello = hello with { ServerName = name };
            }
            else if (IsEncryptedHello(type))
                hello = hello with { HasEncryptedHello = true };
            else if (type == EarlyDataExtension)
                hello = hello with { OffersEarlyData = true };
        }

        return hello;
    }

    private static string? ParseServerName(ReadOnlySpan<byte> content) =>
        TryTakeVector(ref content, 2, out var list) && content.IsEmpty
        && TryTake(ref list, 1, out var type) && type[0] == HostNameType
        && TryTakeVector(ref list, 2, out var name) && list.IsEmpty
        && name.Length is > 0 and <= MaxNameBytes && !name.ContainsAnyExcept(NameBytes)
            ? Encoding.ASCII.GetString(name)
            : null;

    /// <summary>encrypted_client_hello, its drafts, its inner reference list, and encrypted_server_name, which came before it.</summary>
    private static bool IsEncryptedHello(ushort type) => type is (>= 0xfe02 and <= 0xfe0d) or 0xfd00 or 0xffce;

    private static bool TryTake(ref ReadOnlySpan<byte> rest, int count, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (rest.Length < count)
            return false;
        taken = rest[..count];
        rest = rest[count..];
        return true;
    }

    private static bool TryTakeVector(ref ReadOnlySpan<byte> rest, int lengthBytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (!TryTake(ref rest, lengthBytes, out var length))
            return false;
        return TryTake(ref rest, lengthBytes == 1 ? length[0] : BinaryPrimitives.ReadUInt16BigEndian(length), out taken);
    }
}
