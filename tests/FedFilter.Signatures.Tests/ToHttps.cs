using System.Net.Sockets;

namespace FedFilter.Signatures.Tests;

/// <summary>Stands for a proxy that ends TLS: what is addressed to https goes to the host in plain, unchanged.</summary>
internal sealed class ToHttps : DelegatingHandler
{
    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public ToHttps(SignedHost host) => InnerHandler = new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync("127.0.0.1", host.Client.BaseAddress!.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri($"http://{request.RequestUri!.Authority}{request.RequestUri.PathAndQuery}", AsSent);
        return base.SendAsync(request, cancellationToken);
    }
}
