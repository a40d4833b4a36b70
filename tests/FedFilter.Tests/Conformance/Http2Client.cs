using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Conformance;

/// <summary>
/// One connection of HTTP/2 with one request on it (RFC 9113), frame by frame. It sends names, values and paths as they are given; an ordinary
/// client would set them straight.
/// </summary>
internal sealed class Http2Client : IAsyncDisposable
{
    private const int MaxFrame = 16384;
    private const int Stream = 1;

    private readonly SslStream _stream;
    private readonly byte[] _frameHead = new byte[9];
    private readonly MemoryStream _headerBlock = new();
    private readonly MemoryStream _body = new();
    private int _connectionWindow = 65535;
    private int _streamWindow = 65535;
    private IReadOnlyList<(string Name, string Value)> _fields = [];
    private bool _hasEnded;
    private bool _isReset;

    private Http2Client(SslStream stream) => _stream = stream;

    private enum Frame : byte
    {
        Data = 0,
        Headers = 1,
        Reset = 3,
        Settings = 4,
        Ping = 6,
        GoAway = 7,
        WindowUpdate = 8,
        Continuation = 9,
    }

    /// <summary>Whether the server takes the extended CONNECT (RFC 8441, section 3).</summary>
    public bool OffersConnect { get; private set; }

    /// <summary>The last interim status, such as 100; 0 before one came.</summary>
    public int Interim { get; private set; }

    /// <summary>What came so far of the body.</summary>
    public byte[] Received => _body.ToArray();

    public static async Task<Http2Client> ConnectAsync(int port, string from, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = FakeOrigin.Host, ApplicationProtocols = [SslApplicationProtocol.Http2], RemoteCertificateValidationCallback = TestTls.IsTrusted },
            cancellation);
        Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
        var client = new Http2Client(tls);
        await tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), cancellation);
        await client.WriteAsync(Frame.Settings, 0, 0, [0, 1, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff], cancellation); // no dynamic table; any length of answer
        await client.WriteAsync(Frame.WindowUpdate, 0, 0, [0x3f, 0xff, 0xff, 0xff], cancellation);
        return client;
    }

    /// <summary>Sends a message and reads its answer.</summary>
    /// <param name="message">The message; its Host becomes the authority, and what HTTP/1.1 says of a connection is left out.</param>
    /// <param name="send">So many octets of the body, and then silence.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<WireAnswer> SendAsync(Message message, int? send, CancellationToken cancellation)
    {
        var host = message.Fields.FirstOrDefault(field => field.Name.Equals("Host", StringComparison.OrdinalIgnoreCase));
        List<(string, string)> fields = [(":method", message.Method), (":scheme", "https"), (":path", message.Target)];
        if (host.Name is not null)
            fields.Add((":authority", host.Value));
        fields.AddRange(message.Fields
            .Where(field => field != host && !field.Name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            .Select(field => (field.Name.ToLowerInvariant(), field.Value)));
        try
        {
            var body = message.Body ?? [];
            await OpenAsync(fields, endsHere: message.Body is null, cancellation);
            if (message.Body is not null)
                await SendAsync(body[..(send ?? body.Length)], endsHere: send is null, cancellation: cancellation);
            return await AnswerAsync(cancellation);
        }
        catch (IOException)
        {
            return Answer(); // the connection is closed; what it answered before that is there
        }
    }

    /// <summary>Begins the request.</summary>
    public async Task OpenAsync(IEnumerable<(string Name, string Value)> fields, bool endsHere, CancellationToken cancellation)
    {
        var block = Hpack.Encode(fields);
        for (var at = 0; at == 0 || at < block.Length; at += MaxFrame)
        {
            var part = block[at..Math.Min(at + MaxFrame, block.Length)];
            var isLast = at + MaxFrame >= block.Length;
            await WriteAsync(at == 0 ? Frame.Headers : Frame.Continuation, (byte)((isLast ? 4 : 0) | (endsHere && at == 0 ? 1 : 0)), Stream, part, cancellation);
        }
    }

    /// <summary>Sends a part of the body, as fast as the server takes it.</summary>
    /// <param name="body">The part.</param>
    /// <param name="endsHere">Whether it is the last.</param>
    /// <param name="padding">So many octets of padding in each frame.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task SendAsync(byte[] body, bool endsHere, byte padding = 0, CancellationToken cancellation = default)
    {
        var at = 0;
        do
        {
            while (at < body.Length && Math.Min(_connectionWindow, _streamWindow) <= padding + 1 && !_hasEnded)
                await ReadFrameAsync(cancellation);
            if (_hasEnded)
                return; // it is answered already
            var around = padding == 0 ? 0 : padding + 1;
            var length = Math.Min(Math.Min(body.Length - at, MaxFrame - around), Math.Min(_connectionWindow, _streamWindow) - around);
            var part = body[at..(at + length)];
            at += length;
            var isLast = endsHere && at == body.Length;
            byte[] payload = padding == 0 ? part : [padding, .. part, .. new byte[padding]];
            await WriteAsync(Frame.Data, (byte)((padding == 0 ? 0 : 8) | (isLast ? 1 : 0)), Stream, payload, cancellation);
            _connectionWindow -= payload.Length;
            _streamWindow -= payload.Length;
        }
        while (at < body.Length);
    }

    /// <summary>Ends the request with trailers.</summary>
    public Task SendTrailersAsync(IEnumerable<(string Name, string Value)> fields, CancellationToken cancellation) =>
        WriteAsync(Frame.Headers, 5, Stream, Hpack.Encode(fields), cancellation);

    /// <summary>Reads until the answer has ended.</summary>
    public async Task<WireAnswer> AnswerAsync(CancellationToken cancellation)
    {
        await ReadUntilAsync(() => _hasEnded, cancellation);
        return Answer();
    }

    /// <summary>The status, as soon as it is there.</summary>
    public async Task<int> StatusAsync(CancellationToken cancellation)
    {
        await ReadUntilAsync(() => _fields.Count > 0 || _hasEnded, cancellation);
        return Answer().Status;
    }

    public async Task ReadUntilAsync(Func<bool> condition, CancellationToken cancellation)
    {
        while (!condition())
            await ReadFrameAsync(cancellation);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private WireAnswer Answer()
    {
        var status = _fields.FirstOrDefault(field => field.Name == ":status").Value;
        return status is null
            ? _isReset ? WireAnswer.Reset : WireAnswer.Closed
            : new WireAnswer(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), [.. _fields.Where(field => field.Name[0] != ':')], Encoding.Latin1.GetString(_body.ToArray()));
    }

    private async Task ReadFrameAsync(CancellationToken cancellation)
    {
        await _stream.ReadExactlyAsync(_frameHead, cancellation);
        var payload = new byte[(_frameHead[0] << 16) | (_frameHead[1] << 8) | _frameHead[2]];
        await _stream.ReadExactlyAsync(payload, cancellation);
        var (frame, flags) = ((Frame)_frameHead[3], _frameHead[4]);
        var stream = BinaryPrimitives.ReadInt32BigEndian(_frameHead.AsSpan(5));
        switch (frame)
        {
            case Frame.Data:
                _body.Write(payload);
                break;
            case Frame.Headers or Frame.Continuation:
                _headerBlock.Write(payload); // Kestrel neither pads nor sets priorities
                if ((flags & 4) != 0)
                    TakeHeaders();
                break;
            case Frame.Reset:
                (_hasEnded, _isReset) = (true, _fields.Count == 0);
                break;
            case Frame.GoAway when BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)) != 0:
                (_hasEnded, _isReset) = (true, _fields.Count == 0);
                break;
            case Frame.Settings when (flags & 1) == 0:
                TakeSettings(payload);
                await WriteAsync(Frame.Settings, 1, 0, [], cancellation);
                break;
            case Frame.Ping when (flags & 1) == 0:
                await WriteAsync(Frame.Ping, 1, 0, payload, cancellation);
                break;
            case Frame.WindowUpdate when stream == 0:
                _connectionWindow += BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
            case Frame.WindowUpdate:
                _streamWindow += BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
        }

        if (frame is Frame.Data or Frame.Headers && (flags & 1) != 0)
            _hasEnded = true;
    }

    private void TakeHeaders()
    {
        var fields = Hpack.Decode(_headerBlock.ToArray());
        _headerBlock.SetLength(0);
        if (fields.FirstOrDefault(field => field.Name == ":status").Value is ['1', ..] interim)
            Interim = int.Parse(interim, System.Globalization.CultureInfo.InvariantCulture);
        else if (_fields.Count == 0)
            _fields = fields; // what comes later are trailers
    }

    private void TakeSettings(ReadOnlySpan<byte> settings)
    {
        for (; settings.Length >= 6; settings = settings[6..])
        {
            var value = BinaryPrimitives.ReadInt32BigEndian(settings[2..]);
            if (settings[1] == 4)
                _streamWindow += value - 65535;
            else if (settings[1] == 8)
                OffersConnect = value == 1;
        }
    }

    private async Task WriteAsync(Frame frame, byte flags, int stream, byte[] payload, CancellationToken cancellation)
    {
        byte[] head = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, (byte)frame, flags, 0, 0, 0, (byte)stream];
        await _stream.WriteAsync((byte[])[.. head, .. payload], cancellation);
    }
}
