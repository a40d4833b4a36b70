namespace FedFilter.Checkpoints.Gateway;

/// <summary>Passes each delivery on once: a copy of one that was accepted is answered 202, a copy of one under way gets the same answer.</summary>
internal sealed class DuplicateMiddleware(RequestDelegate next, AcceptedDeliveries deliveries, GatewayRejections rejections)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = GatewayRequest.Of(context);
        return request.Class == RequestClass.Delivery ? PassOnceAsync(context, AcceptedDeliveries.Key(context.Request, request)) : next(context);
    }

    private async Task PassOnceAsync(HttpContext context, UInt128 key)
    {
        if (deliveries.WasAccepted(key))
        {
            Answer(context, StatusCodes.Status202Accepted);
            return;
        }

        if (deliveries.Begin(key) is { } first)
        {
            Answer(context, await first.WaitAsync(context.RequestAborted));
            return;
        }

        var status = StatusCodes.Status502BadGateway;
        try
        {
            await next(context);
            status = context.Response.StatusCode;
        }
        finally
        {
            deliveries.End(key, status);
        }
    }

    private void Answer(HttpContext context, int status)
    {
        rejections.Count(context, "duplicate");
        context.Response.StatusCode = status is >= 200 and < 300 ? StatusCodes.Status202Accepted : status;
    }
}
