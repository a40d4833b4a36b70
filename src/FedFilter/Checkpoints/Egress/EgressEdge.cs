namespace FedFilter.Checkpoints.Egress;

/// <summary>The outermost step of a request that is read: whatever goes wrong inside ends here as an answer, never as a false success.</summary>
internal sealed class EgressEdge(RequestDelegate next, EgressRejections rejections, ILogger<EgressEdge> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The origin went away; there is nobody to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await RejectAsync(context, new Rejection(e.StatusCode, Code(e.StatusCode), "The body could not be read as it was announced."));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            EgressLog.Failed(log, context.TraceIdentifier, e);
            await RejectAsync(context, new Rejection(
                503, "internal-error", $"Something went wrong here; the log tells more under {context.TraceIdentifier}.", TimeSpan.FromMinutes(1)));
        }
    }

    private Task RejectAsync(HttpContext context, Rejection rejection)
    {
        rejections.Count(EgressConnection.Of(context).Client, rejection.Code);
        return EgressAnswer.Of(rejection).WriteAsync(context);
    }

    private static string Code(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => "body-too-large",
        StatusCodes.Status408RequestTimeout => "body-too-slow",
        _ => "body-unreadable",
    };
}
