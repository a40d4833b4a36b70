using System.Buffers.Binary;
using System.Text;

namespace FedFilter.Tests.World;

/// <summary>Builds TLS ClientHellos byte by byte, also those that no library would send.</summary>
internal static class TestHello
{
    public const ushort EncryptedClientHello = 0xfe0d;
    public const ushort EarlyData = 42;
    public const ushort Padding = 21;

    /// <summary>A record as it follows the handshake.</summary>
    public static byte[] ApplicationData => Record(0x17, "encrypted"u8);

    public static byte[] ChangeCipherSpec => Record(0x14, [1]);

    /// <summary>A hello as a handshake message, for a host, with more extensions after the name.</summary>
    public static byte[] Message(string? serverName, params (ushort Type, byte[] Content)[] more) =>
        WithExtensions([.. serverName is null ? [] : (ReadOnlySpan<(ushort, byte[])>)[(0, ServerName((0, Encoding.UTF8.GetBytes(serverName))))], .. more]);

    public static byte[] WithExtensions(params (ushort Type, byte[] Content)[] extensions) =>
        Handshake(1, [3, 3, .. Enumerable.Repeat((byte)7, 32), 0, 0, 2, 0x13, 0x01, 1, 0, .. Vector(2, [.. extensions.SelectMany(extension => (byte[])[.. Number(2, extension.Type), .. Vector(2, extension.Content)])])]);

    /// <summary>The content of a server_name extension.</summary>
    public static byte[] ServerName(params (byte Type, byte[] Name)[] names) =>
        Vector(2, [.. names.SelectMany(name => (byte[])[name.Type, .. Vector(2, name.Name)])]);

    public static byte[] Handshake(byte type, byte[] body) => [type, .. Vector(3, body)];

    /// <summary>A message as records, each with so many bytes of it.</summary>
    public static byte[] Records(byte[] message, int size = 16 * 1024) => [.. message.Chunk(size).SelectMany(chunk => Record(0x16, chunk))];

    public static byte[] Record(byte type, ReadOnlySpan<byte> content) => [type, 3, 1, .. Vector(2, content)];

    public static byte[] Vector(int lengthBytes, ReadOnlySpan<byte> content) => [.. Number(lengthBytes, content.Length), .. content];

    private static byte[] Number(int bytes, int value)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, value);
        return number[^bytes..];
    }
}
