namespace FedFilter.Checkpoints.Egress;

/// <summary>A delivery's body, read once and put back for the proxy to send.</summary>
internal static class EgressBody
{
    // What is only announced need not be made room for.
    private const long MostAtOnce = 64 * 1024;

    /// <exception cref="BadHttpRequestException">It is longer than Kestrel was told to take, too slow, or breaks off.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, MostAtOnce));
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var octets = body.GetBuffer().AsMemory(0, (int)body.Length);
        body.Position = 0;
        request.Body = body;
        request.ContentLength = octets.Length;
        request.Headers.Remove("Transfer-Encoding");
        return octets;
    }
}
