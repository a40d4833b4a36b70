using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Signatures;

/// <summary>A request's body, read once into pooled memory and put back for whoever reads it next.</summary>
internal sealed class BufferedBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private BufferedBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Octets => _buffer.AsMemory(0, _length);

    /// <summary>Reads the whole body. The memory goes back to the pool when the response has completed: until then a proxy may still send from it.</summary>
    /// <exception cref="BadHttpRequestException">413: it is larger than the limit.</exception>
    public static async ValueTask<BufferedBody> ReadAsync(HttpContext context, long limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit;

        var request = context.Request;
        var body = new BufferedBody((int)Math.Min(request.ContentLength ?? 4096, limit) + 1);
        context.Response.RegisterForDispose(body);
        await body.FillAsync(request.Body, limit, context.RequestAborted);

        request.Body = new MemoryStream(body._buffer, 0, body._length, writable: false);
        request.ContentLength = body._length;
        request.Headers.Remove("Transfer-Encoding");
        return body;
    }

    private async ValueTask FillAsync(Stream source, long limit, CancellationToken cancellation)
    {
        int read;
        while ((read = await source.ReadAsync(_buffer.AsMemory(_length), cancellation)) > 0)
        {
            _length += read;
            if (_length > limit)
                throw new BadHttpRequestException("The body is larger than allowed.", StatusCodes.Status413PayloadTooLarge);
            if (_length == _buffer.Length)
                Grow();
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    public void Dispose()
    {
        if (_buffer.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }
}
