using System.Buffers;
using System.IO.Pipelines;
using System.Numerics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Signatures;

/// <summary>
/// A request's body, read once and put back for the next reader. The signer is not known yet, so the memory grows with the bytes that arrive, is
/// counted for the sender before it is allocated, and a body that makes no progress is given up.
/// </summary>
internal sealed class BufferedBody : IDisposable
{
    /// <summary>The progress a body must make within <see cref="ProgressWithin"/>, in bytes.</summary>
    public const int LeastProgress = 1024;

    /// <summary>The time for <see cref="LeastProgress"/>.</summary>
    public static readonly TimeSpan ProgressWithin = TimeSpan.FromSeconds(10);

    /// <summary>The time for a whole body.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private const int SmallestBuffer = 4 * 1024;
    private const int LargestPooled = 64 * 1024;

    // Unlike the shared pool, this one keeps at most 32 arrays of each size, about 4 MiB; larger arrays are left to the garbage collector.
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(LargestPooled, maxArraysPerBucket: 32);

    private readonly FairQuota _quota;
    private readonly string _sender;
    private readonly long _limit;
    private readonly long _announced;
    private byte[] _buffer = [];
    private int _length;

    private BufferedBody(HttpContext context, HttpSignatureOptions options, long limit)
    {
        (_quota, _sender, _limit) = (options.Bodies, options.SenderOf(context), limit);
        _announced = Math.Min(context.Request.ContentLength ?? _limit, _limit);
    }

    public ReadOnlyMemory<byte> Octets => _buffer.AsMemory(0, _length);

    /// <summary>Reads the whole body. Its memory is released when the response has completed: until then a proxy may still send from it.</summary>
    /// <exception cref="BadHttpRequestException">
    /// 400: it breaks off. 408: it is too slow. 413: it is larger than the limit. 503: too many bodies are being read.
    /// </exception>
    public static async ValueTask<BufferedBody> ReadAsync(HttpContext context, HttpSignatureOptions options, TimeProvider time)
    {
        var feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        var limit = Math.Min(options.MaxBody, feature?.MaxRequestBodySize ?? long.MaxValue);
        if (feature is { IsReadOnly: false })
            feature.MaxRequestBodySize = limit;

        var request = context.Request;
        var body = new BufferedBody(context, options, limit);
        try
        {
            await body.FillAsync(request.BodyReader, time);
        }
        catch (Exception e)
        {
            body.Dispose();
            if (e is BadHttpRequestException or not (IOException or OperationCanceledException))
                throw;
            throw new BadHttpRequestException("The body broke off.", StatusCodes.Status400BadRequest, e);
        }

        context.Response.RegisterForDispose(body);
        request.Body = new MemoryStream(body._buffer, 0, body._length, writable: false);
        request.ContentLength = body._length;
        request.Headers.Remove("Transfer-Encoding");
        return body;
    }

    public void Dispose()
    {
        if (_buffer.Length == 0)
            return;
        Pool.Return(_buffer);
        _quota.Return(_sender, _buffer.Length);
        (_buffer, _length) = ([], 0);
    }

    private async ValueTask FillAsync(PipeReader source, TimeProvider time)
    {
        // Most bodies have arrived with their headers; only the others need a timer.
        Window? window = null;
        try
        {
            while (true)
            {
                if (!source.TryRead(out var read))
                {
                    if (window?.IsOver == true)
                        window = window.Next(_length) ?? throw new BadHttpRequestException("The body is too slow.", StatusCodes.Status408RequestTimeout);
                    window ??= new Window(source, _length, time, time.GetTimestamp());
                    read = await source.ReadAsync();
                }

                try
                {
                    Append(read.Buffer);
                }
                finally
                {
                    source.AdvanceTo(read.Buffer.End);
                }

                if (read.IsCompleted)
                    return;
            }
        }
        finally
        {
            window?.Dispose();
        }
    }

    private void Append(ReadOnlySequence<byte> octets)
    {
        var length = _length + octets.Length;
        if (length > _limit)
            throw new BadHttpRequestException("The body is larger than allowed.", StatusCodes.Status413PayloadTooLarge);
        if (length > _buffer.Length)
            Grow((int)length);
        octets.CopyTo(_buffer.AsSpan(_length));
        _length = (int)length;
    }

    private void Grow(int least)
    {
        var size = (int)Math.Max(least, Math.Min(_buffer.Length * 2L, _announced));
        if (size <= LargestPooled)
            size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, SmallestBuffer));
        if (!_quota.TryTake(_sender, size - _buffer.Length))
            throw new BadHttpRequestException("Too many bodies are being read.", StatusCodes.Status503ServiceUnavailable);
        var larger = Pool.Rent(size);
        Octets.Span.CopyTo(larger);
        if (_buffer.Length > 0)
            Pool.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>
    /// The time for the next progress. Its end cancels the pending read by the reader's own means: Kestrel takes no further read after one that was
    /// cancelled by a token.
    /// </summary>
    private sealed class Window : IDisposable
    {
        private readonly CancellationTokenSource _end;
        private readonly CancellationTokenRegistration _cancel;
        private readonly PipeReader _source;
        private readonly int _length;
        private readonly TimeProvider _time;
        private readonly long _began;

        public Window(PipeReader source, int length, TimeProvider time, long began)
        {
            (_source, _length, _time, _began) = (source, length, time, began);
            _end = new CancellationTokenSource(ProgressWithin, time);
            _cancel = _end.Token.UnsafeRegister(static source => ((PipeReader)source!).CancelPendingRead(), source);
        }

        public bool IsOver => _end.IsCancellationRequested;

        /// <summary>The window after this one; null if the body was too slow, or has taken too long.</summary>
        public Window? Next(int length)
        {
            Dispose();
            return length - _length >= LeastProgress && _time.GetElapsedTime(_began) < Longest ? new Window(_source, length, _time, _began) : null;
        }

        public void Dispose()
        {
            _cancel.Dispose();
            _end.Dispose();
        }
    }
}
