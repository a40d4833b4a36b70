using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Checkpoints;

/// <summary>
/// The outermost step of each checkpoint: whatever goes wrong inside ends here as an answer with an id, never as a bare 500 and never as a
/// false success.
/// </summary>
internal static class Edge
{
    /// <param name="context">The request.</param>
    /// <param name="next">What is inside.</param>
    /// <param name="reject">Counts and answers it in the checkpoint's own way.</param>
    /// <param name="failed">Told of what went wrong here.</param>
    public static async Task RunAsync(HttpContext context, RequestDelegate next, Func<HttpContext, Rejection, Task> reject, Action<Exception> failed)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The sender went away; there is nobody to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            // Kestrel, or the step that buffers bodies, found the fault while the body was being read.
            if (context.Request.Protocol.StartsWith("HTTP/1", StringComparison.Ordinal))
                context.Response.Headers.Connection = "close"; // the rest of the body is not waited for
            await reject(context, Unread(e.StatusCode));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            failed(e);
            await reject(context, e is DbException or DbUpdateException
                ? new Rejection(503, "store-unavailable", "This cannot be looked up or written down right now.", TimeSpan.FromMinutes(1))
                : new Rejection(503, "internal-error", $"Something went wrong here; the log tells more under {context.TraceIdentifier}.", TimeSpan.FromMinutes(1)));
        }
    }

    private static Rejection Unread(int status) => status switch
    {
        StatusCodes.Status503ServiceUnavailable => ClientLimits.TooBusy,
        StatusCodes.Status413PayloadTooLarge => new Rejection(status, "body-too-large", "The body is larger than deliveries may be."),
        StatusCodes.Status408RequestTimeout => new Rejection(status, "body-too-slow", "The body came too slowly."),
        _ => new Rejection(status, "body-unreadable", "The body could not be read as it was announced."),
    };
}
