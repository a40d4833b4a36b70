using System.Buffers;
using System.IO.Pipelines;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// Holds back what the client sends into a tunnel until its ClientHello names the host that was decided about. Otherwise a CONNECT to one host
/// could lead to any other that the same machine serves.
/// </summary>
internal sealed class ClientHelloGate(EgressConnection connection, EgressTarget target, EgressGround ground, PolicyStore policies, EgressRejections rejections, TimeProvider time)
{
    /// <summary>Longest wait for a complete hello.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MaxEncryptedRecordBytes = ClientHelloReader.MaxRecordBytes + 2048; // RFC 5246, section 6.2.3
    private const int HelloPrefixBytes = 6;

    private readonly bool _isAlways = ground.IsAlways(target);

    /// <summary>
    /// Whether a hidden or missing name is let through: to hosts in <c>egress.always</c>, and, counted, while the policy only observes. A name
    /// of another host and a hello with two readings never are.
    /// </summary>
    private readonly bool _isTolerant = ground.IsAlways(target) || policies.Current.Mode == PolicyMode.Observe;

    /// <summary>Forwards the handshake as far as it is in the clear. Returns null if the rest may follow, or the code of the refusal.</summary>
    public async Task<string?> PassAsync(PipeReader input, Stream peer, CancellationToken cancellation)
    {
        var (hello, rejection) = await ReadFirstAsync(input, peer, cancellation);
        while (rejection is null && hello is { } last)
            (hello, rejection) = await ReadNextAsync(input, peer, last, cancellation);
        return rejection;
    }

    private async Task<(ClientHello? Hello, string? Rejection)> ReadFirstAsync(PipeReader input, Stream peer, CancellationToken cancellation)
    {
        // A tolerated client may leave the first word to the server, as in SMTP.
        using var patience = new CancellationTokenSource(_isTolerant ? Timeout.InfiniteTimeSpan : Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await ReadHelloAsync(input, peer, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return (null, EgressRejections.Silent);
        }
    }

    /// <summary>Reads a hello, checks it and forwards it. Neither a hello nor a rejection: what comes is not looked into.</summary>
    private async Task<(ClientHello? Hello, string? Rejection)> ReadHelloAsync(PipeReader input, Stream peer, CancellationToken cancellation)
    {
        var reader = new ClientHelloReader();
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            var progress = reader.Read(read.Buffer);
            if (progress is null && !read.IsCompleted)
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var isEnd = progress is null && read.Buffer.IsEmpty; // closed before the first byte
            var rejection = isEnd ? null : Check(progress, reader.Hello);
            if (rejection is null && reader.Hello is not null)
                await ForwardAsync(input, peer, read.Buffer.Slice(0, reader.Scanned), cancellation);
            else
                input.AdvanceTo(read.Buffer.Start);
            return (reader.Hello, rejection);
        }
    }

    /// <summary>
    /// Looks at the record after a hello. A server may ask for a second hello (HelloRetryRequest, RFC 8446, section 4.1.4), and some would take
    /// the name from that one. Whatever else follows belongs to the handshake that was checked.
    /// </summary>
    private async Task<(ClientHello? Hello, string? Rejection)> ReadNextAsync(PipeReader input, Stream peer, ClientHello hello, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            var buffer = read.Buffer;
            var record = TlsRecord.Read(buffer);
            if (record is { } known && (known.Major != 3 || known.Length is 0 or > MaxEncryptedRecordBytes))
            {
                input.AdvanceTo(buffer.Start);
                return (null, EgressRejections.Malformed);
            }

            switch (record?.Type)
            {
                case TlsRecord.ApplicationData when !hello.OffersEarlyData:
                    input.AdvanceTo(buffer.Start);
                    return (null, null);

                // No handshake message after a hello is this short, except a piece of another one.
                case TlsRecord.Handshake when record.Value.Length < HelloPrefixBytes:
                    input.AdvanceTo(buffer.Start);
                    return (null, EgressRejections.Malformed);

                case TlsRecord.Handshake when buffer.Length >= TlsRecord.HeaderBytes + HelloPrefixBytes:
                    var isHello = BeginsHello(buffer.Slice(TlsRecord.HeaderBytes));
                    input.AdvanceTo(buffer.Start);
                    return isHello ? await ReadHelloAsync(input, peer, cancellation) : (null, null);

                case TlsRecord.ChangeCipherSpec or TlsRecord.Alert or TlsRecord.ApplicationData when buffer.Length >= TlsRecord.HeaderBytes + record.Value.Length:
                    await ForwardAsync(input, peer, buffer.Slice(0, TlsRecord.HeaderBytes + record.Value.Length), cancellation);
                    return (hello, null);

                case not (null or TlsRecord.Handshake or TlsRecord.ChangeCipherSpec or TlsRecord.Alert or TlsRecord.ApplicationData):
                    input.AdvanceTo(buffer.Start);
                    return (null, EgressRejections.Malformed);
            }

            if (read.IsCompleted)
            {
                input.AdvanceTo(buffer.Start);
                return (null, buffer.IsEmpty ? null : EgressRejections.Malformed);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>The code of the refusal, or null if the hello may pass.</summary>
    private string? Check(ClientHelloProgress? progress, ClientHello? hello) => (progress, hello) switch
    {
        (ClientHelloProgress.NotTls, _) => Unless(_isTolerant, EgressRejections.NotTls),
        (not ClientHelloProgress.Complete, _) or (_, null) => EgressRejections.Malformed,
        (_, { HasEncryptedHello: true }) when _isAlways => IsNameOfAlways(hello) ? null : EgressRejections.OtherName,
        (_, { HasEncryptedHello: true }) => Unless(_isTolerant, EgressRejections.HiddenName),
        (_, { ServerName: null }) => Unless(_isTolerant, EgressRejections.NoName),
        _ => target.IsNamedBy(hello.ServerName) ? null : EgressRejections.OtherName,
    };

    private string? Unless(bool passes, string code)
    {
        if (passes && !_isAlways)
            rejections.Count(connection.Client, Admission.EgressUnseen);
        return passes ? null : code;
    }

    /// <summary>With Encrypted Client Hello the outer name is the provider's, which then has to be exempt as well.</summary>
    private bool IsNameOfAlways(ClientHello hello) =>
        hello.ServerName is null || target.IsNamedBy(hello.ServerName)
        || EgressTarget.Parse(hello.ServerName, target.Port) is { } outer && ground.IsAlways(outer);

    /// <summary>
    /// Whether a handshake record after the first hello is a second one: type 1, a length below 196,608, version 3.x. The record of a resumed
    /// TLS 1.2 connection here is encrypted; one in five million looks alike, is refused, and the client connects again.
    /// </summary>
    private static bool BeginsHello(ReadOnlySequence<byte> message)
    {
        Span<byte> prefix = stackalloc byte[HelloPrefixBytes];
        message.Slice(0, HelloPrefixBytes).CopyTo(prefix);
        return prefix[0] == 1 && prefix[1] <= 2 && prefix[4] == 3;
    }

    private static async Task ForwardAsync(PipeReader input, Stream peer, ReadOnlySequence<byte> bytes, CancellationToken cancellation)
    {
        foreach (var segment in bytes)
            await peer.WriteAsync(segment, cancellation);
        input.AdvanceTo(bytes.End);
    }
}
