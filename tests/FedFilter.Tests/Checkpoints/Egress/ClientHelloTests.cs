using System.Buffers;
using CsCheck;
using FedFilter.Checkpoints.Egress;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Checkpoints.Egress;

/// <summary>A ClientHello is read in one way, however it is split, or not at all.</summary>
public sealed class ClientHelloTests
{
    private static readonly string?[] Names = ["friend.example", "a.b", "FRIEND.example.", "xn--bcher-kva.example", null];

    private static readonly Gen<byte[]> Messages =
        from name in Gen.Int[0, Names.Length - 1].Select(index => Names[index])
        from padding in Gen.Int[0, 3000]
        from encrypted in Gen.Bool
        select TestHello.Message(name, [(TestHello.Padding, new byte[padding]), .. encrypted ? [(TestHello.EncryptedClientHello, new byte[200])] : Array.Empty<(ushort, byte[])>()]);

    [Fact]
    public void every_split_into_records_and_segments_reads_alike() =>
        Gen.Select(Messages, Gen.Int[1, 700].Array[1, 8], Gen.Int[1, 500].Array[1, 8]).Sample((message, recordSizes, segmentSizes) =>
        {
            var whole = Read([TestHello.Records(message)]);
            var records = Pieces(message, recordSizes).SelectMany(piece => TestHello.Record(0x16, piece)).ToArray();
            var split = Read(Pieces([.. records, .. TestHello.ApplicationData], segmentSizes));

            Assert.Equal(ClientHelloProgress.Complete, whole.Progress);
            Assert.Equal((whole.Progress, whole.Hello, records.Length), (split.Progress, split.Hello, (int)split.Scanned));
        }, iter: 300);

    [Fact]
    public void a_hello_of_16_kibibytes_in_records_of_one_byte_is_read()
    {
        var empty = TestHello.Message("friend.example", (TestHello.Padding, []));
        var message = TestHello.Message("friend.example", (TestHello.Padding, new byte[ClientHello.MaxBytes + 4 - empty.Length]));
        Assert.Equal(ClientHello.MaxBytes + 4, message.Length);

        Assert.Equal("friend.example", Read([TestHello.Records(message, 1)]).Hello?.ServerName);
        Assert.Equal("friend.example", Read([TestHello.Records(message)]).Hello?.ServerName);
        Assert.Equal(ClientHelloProgress.Malformed, Read([TestHello.Records(TestHello.Message("friend.example", (TestHello.Padding, new byte[ClientHello.MaxBytes + 5 - empty.Length])))]).Progress);
    }

    [Fact]
    public void no_change_of_a_hello_makes_the_reader_throw_or_read_on_without_end() =>
        Gen.Select(Messages, Gen.Select(Gen.Int[0, 4000], Gen.Byte, Gen.Int[0, 2]).Array[1, 6], Gen.Int[1, 300]).Sample((message, changes, size) =>
        {
            var bytes = TestHello.Records(message, size).ToList();
            foreach (var (at, value, how) in changes)
                switch (how)
                {
                    case 0: bytes[at % bytes.Count] = value; break;
                    case 1: bytes.Insert(at % bytes.Count, value); break;
                    case 2: bytes.RemoveRange(at % bytes.Count, Math.Min(bytes.Count - (at % bytes.Count) - 1, value)); break;
                }

            var whole = Read([[.. bytes]]);
            var single = Read(bytes.Select(value => new[] { value }));
            Assert.Equal((whole.Progress, whole.Hello), (single.Progress, single.Hello));
            Assert.True(whole.Hello?.ServerName is null || whole.Hello.ServerName.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'));
        }, iter: 2000);

    [Fact]
    public void random_bytes_do_not_make_the_parser_throw() => Gen.Byte.Array[0, 300].Sample(bytes => { ClientHello.Parse(bytes); });

    [Fact]
    public void every_truncated_hello_is_malformed()
    {
        var body = TestHello.Message("friend.example", (TestHello.EarlyData, []))[4..];
        Assert.Equal(new ClientHello("friend.example", HasEncryptedHello: false, OffersEarlyData: true), ClientHello.Parse(body));
        var bare = body.Length - BodyOfExtensions(body);
        Assert.All(Enumerable.Range(0, body.Length).Where(length => length != bare), length => Assert.Null(ClientHello.Parse(body.AsSpan(0, length))));
        Assert.Null(ClientHello.Parse([.. body, 0]));
    }

    /// <summary>Number of bytes of the extensions and their length, without which a hello is a whole one too.</summary>
    private static int BodyOfExtensions(byte[] body) => body.Length - (2 + 32 + 1 + 2 + 2 + 1 + 1);

    private static IEnumerable<byte[]> Pieces(byte[] bytes, int[] sizes)
    {
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            var size = Math.Min(sizes[i % sizes.Length], bytes.Length - at);
            yield return bytes[at..(at + size)];
            at += size;
        }
    }

    /// <summary>Feeds a reader as a pipe does: with everything so far, in as many segments.</summary>
    private static (ClientHelloProgress? Progress, ClientHello? Hello, long Scanned) Read(IEnumerable<byte[]> segments)
    {
        var reader = new ClientHelloReader();
        Segment? first = null, last = null;
        ClientHelloProgress? progress = null;
        foreach (var segment in segments)
        {
            last = last is null ? first = new Segment(segment) : last.Append(segment);
            progress = reader.Read(new ReadOnlySequence<byte>(first!, 0, last, segment.Length));
            if (progress is not null)
                break;
        }

        return (progress, reader.Hello, reader.Scanned);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes) => Memory = bytes;

        public Segment Append(byte[] bytes)
        {
            var next = new Segment(bytes) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
