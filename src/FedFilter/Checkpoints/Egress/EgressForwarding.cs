using FedFilter.Network;
using Yarp.ReverseProxy.Forwarder;

namespace FedFilter.Checkpoints.Egress;

/// <summary>The last step: the request as it was sent, to the host that was decided about.</summary>
internal sealed class EgressForwarding(NetworkOptions network, IHttpForwarder forwarder, EgressRejections rejections) : IDisposable
{
    // HTTP/1.1 both ways: what the origin would have spoken without us, and one request a line.
    private static readonly ForwarderRequestConfig Config = new()
    {
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = TimeSpan.FromMinutes(2),
    };

    private readonly HttpMessageInvoker _client = NetworkRegistration.PassingOn(network);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = EgressRequest.Of(context);
        if (!request.MayPass)
            throw new InvalidOperationException("A request reached the proxy without a decision that lets it pass.");

        var prefix = $"{request.Scheme}://{request.Target.Authority}";
        await forwarder.SendAsync(context, prefix, _client, Config, AsSent.Instance);
        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;
        var rejection = PeerFailure.Of(failure, context.Response.StatusCode);
        context.Response.Clear();
        rejections.Count(EgressConnection.Of(context).Client, rejection.Code);
        await EgressAnswer.Of(rejection).WriteAsync(context);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Signatures cover path, host and headers: none of them may change on the way.</summary>
    private sealed class AsSent : HttpTransformer
    {
        public static readonly AsSent Instance = new();

        private static readonly UriCreationOptions Uncanonicalised = new() { DangerousDisablePathAndQueryCanonicalization = true };

        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.RequestUri = new Uri(destinationPrefix + EgressRequest.Of(httpContext).RawTarget, Uncanonicalised);
            proxyRequest.Headers.Host = httpContext.Request.Host.Value;
            foreach (var (name, _) in httpContext.Request.Headers) // said to us, not to the host (RFC 9110, section 11.7)
                if (name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase))
                    proxyRequest.Headers.Remove(name);
        }
    }
}
