namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The outermost step: whatever goes wrong inside ends here as an answer with an id, never as a bare 500 and never as a false success.
/// </summary>
internal sealed class EdgeMiddleware(RequestDelegate next, GatewayAnswers answers, ILogger<EdgeMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The peer went away; there is nobody to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            // Kestrel found the fault while the body was being read.
            await answers.RejectAsync(context, new Rejection(e.StatusCode, Code(e.StatusCode), "The body could not be read as it was announced."));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            GatewayLog.Failed(log, context.TraceIdentifier, e);
            await answers.RejectAsync(context, new Rejection(
                503, "internal-error", $"Something went wrong here; the log tells more under {context.TraceIdentifier}.", TimeSpan.FromMinutes(1)));
        }
    }

    private static string Code(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => "body-too-large",
        StatusCodes.Status408RequestTimeout => "body-too-slow",
        _ => "body-unreadable",
    };
}
