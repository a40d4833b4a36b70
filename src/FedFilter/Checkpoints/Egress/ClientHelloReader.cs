using System.Buffers;
using System.Buffers.Binary;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// Assembles a ClientHello from TLS records (RFC 8446, section 5.1), however the client split it over records and segments. The bytes stay
/// where they are, to be forwarded unchanged. Stateful, so that a hello that arrives byte by byte is scanned once.
/// </summary>
internal sealed class ClientHelloReader
{
    /// <summary>Longest plaintext of a record (RFC 8446, section 5.1).</summary>
    public const int MaxRecordBytes = 16 * 1024;

    private const int HeaderBytes = 4;
    private const byte ClientHelloType = 1;

    private readonly ArrayBufferWriter<byte> _message = new();
    private int _leftInRecord;

    /// <summary>Number of bytes read so far, record headers included; when complete, where the hello ends.</summary>
    public long Scanned { get; private set; }

    public ClientHello? Hello { get; private set; }

    private int? Total => _message.WrittenCount < HeaderBytes ? null : HeaderBytes + (int)(BinaryPrimitives.ReadUInt32BigEndian(_message.WrittenSpan) & 0xff_ffff);

    /// <summary>Reads on in a buffer that begins where the hello does. Returns null while the hello is incomplete. Never throws.</summary>
    public ClientHelloProgress? Read(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer.Slice(Scanned));
        while (true)
        {
            if (_leftInRecord == 0)
            {
                if (_message.WrittenCount == Total)
                {
                    Hello = ClientHello.Parse(_message.WrittenSpan[HeaderBytes..]);
                    return Hello is null ? ClientHelloProgress.Malformed : ClientHelloProgress.Complete;
                }

                if (!reader.TryPeek(out var type))
                    return null;
                if (type != TlsRecord.Handshake)
                    return Scanned == 0 ? ClientHelloProgress.NotTls : ClientHelloProgress.Malformed;
                if (TlsRecord.Read(reader.UnreadSequence) is not { } record)
                    return null;
                if (record.Major != 3 || record.Length is 0 or > MaxRecordBytes)
                    return ClientHelloProgress.Malformed;
                reader.Advance(TlsRecord.HeaderBytes);
                Scanned += TlsRecord.HeaderBytes;
                _leftInRecord = record.Length;
            }

            var count = (int)Math.Min(reader.Remaining, _leftInRecord);
            if (count == 0)
                return null;
            if (_message.WrittenCount + count > HeaderBytes + ClientHello.MaxBytes)
                return ClientHelloProgress.Malformed;
            reader.TryCopyTo(_message.GetSpan(count)[..count]);
            reader.Advance(count);
            _message.Advance(count);
            Scanned += count;
            _leftInRecord -= count;

            // A second message in the hello's last record would be read by the peer and not by us.
            if (_message.WrittenSpan[0] != ClientHelloType || Total is { } total && (total > HeaderBytes + ClientHello.MaxBytes || _message.WrittenCount + _leftInRecord > total))
                return ClientHelloProgress.Malformed;
        }
    }
}

internal enum ClientHelloProgress
{
    Complete,
    NotTls,
    Malformed,
}
