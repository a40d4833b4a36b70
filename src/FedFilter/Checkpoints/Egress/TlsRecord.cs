using System.Buffers;
using System.Buffers.Binary;

namespace FedFilter.Checkpoints.Egress;

/// <summary>The header of a TLS record.</summary>
/// <param name="Type">What it contains.</param>
/// <param name="Major">3 in every version since SSL 3.0.</param>
/// <param name="Length">Number of bytes that follow.</param>
internal readonly record struct TlsRecord(byte Type, byte Major, int Length)
{
    public const int HeaderBytes = 5;

    public const byte ChangeCipherSpec = 0x14;
    public const byte Alert = 0x15;
    public const byte Handshake = 0x16;
    public const byte ApplicationData = 0x17;

    /// <summary>Returns null if there are fewer bytes than a header has.</summary>
    public static TlsRecord? Read(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < HeaderBytes)
            return null;
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        return new TlsRecord(header[0], header[1], BinaryPrimitives.ReadUInt16BigEndian(header[3..]));
    }
}
