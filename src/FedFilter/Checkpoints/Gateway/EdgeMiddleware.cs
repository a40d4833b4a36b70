namespace FedFilter.Checkpoints.Gateway;

/// <summary>The gateway's outermost step.</summary>
internal sealed class EdgeMiddleware(RequestDelegate next, GatewayAnswers answers, ILogger<EdgeMiddleware> log)
{
    public Task InvokeAsync(HttpContext context) =>
        Edge.RunAsync(context, next, answers.RejectAsync, e => GatewayLog.Failed(log, context.TraceIdentifier, e));
}
