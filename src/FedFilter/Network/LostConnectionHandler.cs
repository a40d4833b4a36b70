namespace FedFilter.Network;

/// <summary>
/// Sends a GET once more if the connection was lost before an answer. Some servers close a connection after an answer without announcing it, and a
/// request that is written at that moment is lost; SocketsHttpHandler repeats it if the connection was closed, and not if it was reset.
/// </summary>
internal sealed class LostConnectionHandler(HttpMessageHandler connections) : DelegatingHandler(connections)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (request.Method == HttpMethod.Get && e is { HttpRequestError: not HttpRequestError.ConnectionError, InnerException: IOException })
        {
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
