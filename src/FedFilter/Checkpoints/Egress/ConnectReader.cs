using System.Buffers;
using System.IO.Pipelines;

namespace FedFilter.Checkpoints.Egress;

/// <summary>What a connection began with: a CONNECT, a request that Kestrel reads, something that is refused, or nothing.</summary>
internal readonly record struct Beginning(ConnectHead? Connect, Rejection? Rejection, bool IsRequest);

/// <summary>Looks at how a connection begins. What is not a CONNECT is left where it is.</summary>
internal static class ConnectReader
{
    public static async ValueTask<Beginning> ReadAsync(PipeReader input, CancellationToken patience)
    {
        while (true)
        {
            var read = await input.ReadAsync(patience);
            var buffer = read.Buffer;
            if (!MayBeConnect(buffer))
            {
                input.AdvanceTo(buffer.Start);
                return new(null, null, IsRequest: true);
            }

            if (End(buffer) is { } end)
            {
                var head = ConnectHead.Parse(buffer.Slice(buffer.Start, end).ToArray());
                var rest = buffer.Slice(buffer.GetPosition(4, end));
                input.AdvanceTo(rest.Start);
                return new(head, head is null ? Unreadable : rest.IsEmpty ? null : EarlyOctets, IsRequest: false);
            }

            var isTooLong = buffer.Length >= ConnectHead.MaxOctets;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (isTooLong)
                return new(null, TooLong, IsRequest: false);
            if (read.IsCompleted)
                return default;
        }
    }

    /// <summary>Whether the client has sent anything although it was not answered yet: to whom, it cannot know.</summary>
    public static bool HasMore(PipeReader input)
    {
        if (!input.TryRead(out var read))
            return false;
        var more = !read.Buffer.IsEmpty;
        input.AdvanceTo(read.Buffer.Start);
        return more;
    }

    /// <summary>The first octet of what comes next, left where it is; null if nothing comes.</summary>
    public static async ValueTask<byte?> PeekAsync(PipeReader input, CancellationToken patience)
    {
        var read = await input.ReadAsync(patience);
        var found = new SequenceReader<byte>(read.Buffer).TryPeek(out var first);
        input.AdvanceTo(read.Buffer.Start);
        return found ? first : null;
    }

    private static Rejection Unreadable => new(400, "egress-head", "The CONNECT request cannot be read, or can be read in two ways (RFC 9110, section 9.3.6).");

    private static Rejection TooLong => new(431, "egress-head-too-large", $"The head of a CONNECT request may have at most {ConnectHead.MaxOctets} octets.");

    public static Rejection TooSlow => new(408, "egress-head-too-slow", "The head of the CONNECT request came too slowly.");

    public static Rejection EarlyOctets => new(400, "egress-early", "Something was sent into the tunnel before it was there; wait for the answer to CONNECT.");

    private static bool MayBeConnect(ReadOnlySequence<byte> buffer)
    {
        Span<byte> begins = stackalloc byte[ConnectHead.Begins.Length];
        var length = (int)Math.Min(buffer.Length, begins.Length);
        buffer.Slice(0, length).CopyTo(begins);
        return begins[..length].SequenceEqual(ConnectHead.Begins[..length]);
    }

    /// <summary>Where the empty line begins that ends the head, its first line end included.</summary>
    private static SequencePosition? End(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer.Length > ConnectHead.MaxOctets ? buffer.Slice(0, ConnectHead.MaxOctets) : buffer);
        return reader.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8) ? head.End : null;
    }
}
