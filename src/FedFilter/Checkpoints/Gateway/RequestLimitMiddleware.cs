namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The first step of gateway and relay: answers 503 to requests beyond <see cref="ClientLimits.Requests"/>. A WebSocket or a stream counts as long
/// as it is open.
/// </summary>
internal sealed class RequestLimitMiddleware(RequestDelegate next, ClientLimits limits, GatewayAnswers answers)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var network = limits.NetworkOf(context);
        if (!limits.Requests.TryTake(network, 1))
        {
            await answers.RejectAsync(context, ClientLimits.TooBusy);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            limits.Requests.Return(network, 1);
        }
    }
}
