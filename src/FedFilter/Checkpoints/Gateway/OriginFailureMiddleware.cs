using Yarp.ReverseProxy.Forwarder;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>An origin that does not answer: the sender is told to come back, and the admin's log says which upstream.</summary>
internal sealed class OriginFailureMiddleware(RequestDelegate next, GatewayAnswers answers, ILogger<OriginFailureMiddleware> log)
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(30);

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;

        var status = context.Response.StatusCode;
        if (status >= 500)
        {
            GatewayLog.OriginFailed(log, GatewayRequest.Of(context).Origin.Host, failure.Exception?.GetBaseException().Message ?? failure.Error.ToString());
            context.Response.Clear();
            await answers.RejectAsync(context, new Rejection(status, "origin-unreachable", "The server behind this filter does not answer right now.", ComeBack));
        }
    }
}
