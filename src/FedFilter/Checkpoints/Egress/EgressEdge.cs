namespace FedFilter.Checkpoints.Egress;

/// <summary>The outermost step of a request that is read.</summary>
internal sealed class EgressEdge(RequestDelegate next, EgressRejections rejections, ILogger<EgressEdge> log)
{
    public Task InvokeAsync(HttpContext context) =>
        Edge.RunAsync(context, next, RejectAsync, e => EgressLog.Failed(log, context.TraceIdentifier, e));

    private Task RejectAsync(HttpContext context, Rejection rejection)
    {
        rejections.Count(EgressConnection.Of(context).Client, rejection.Code);
        return EgressAnswer.Of(rejection).WriteAsync(context);
    }
}
