using FedFilter.Policy;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>Passes each delivery on once. <c>mode: observe</c> leaves repeated deliveries to the origin.</summary>
internal sealed class DuplicateMiddleware(RequestDelegate next, AcceptedDeliveries deliveries, GatewayRejections rejections)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = GatewayRequest.Of(context);
        return request is { Class: RequestClass.Delivery, Mode: PolicyMode.Enforce }
            ? deliveries.TakeOnceAsync(
                context, AcceptedDeliveries.Key(context.Request, request.Authority, request.RawTarget), () => next(context), () => rejections.Count(context, "duplicate"))
            : next(context);
    }
}
