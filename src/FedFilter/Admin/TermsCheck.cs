using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Declarations;
using FedFilter.Peers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace FedFilter.Admin;

/// <summary>
/// The button on the page about terms: has a host asked anew. Whoever presses it chooses only among hosts that came to us by themselves,
/// and where the answer leads is on this page.
/// </summary>
internal sealed class TermsCheck(TermsViews views, CheckLimits limits, Gathering gathering, GatewayAnswers answers, TimeProvider time, ILogger<TermsCheck> log) : IDisposable
{
    /// <summary>What takes longer goes on, and shows when the page is loaded again.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turns = new(8);

    public async Task AnswerAsync(HttpContext context, GatewayRequest request)
    {
        var host = await ReadAsync(context);
        if (host is null)
        {
            await answers.RejectAsync(context, new Rejection(400, "host-invalid", "The form names no server. Give one name, such as your-server.example, in the field host."));
            return;
        }

        if (await views.IsMetAsync(host, context.RequestAborted))
        {
            if (limits.Take(host, ClientNetwork.Of(request.Client)) is { } wait)
            {
                await answers.RejectAsync(context, new Rejection(429, "check-limited", Words(wait), wait));
                return;
            }

            await AskAsync(host, context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{PublicPaths.Terms}?host={Uri.EscapeDataString(host)}";
        context.Response.Headers.CacheControl = "no-store";
    }

    private string Words(TimeSpan wait) =>
        $"This was checked a short while ago, or too much was from your network or in all. It can be checked again at {(time.GetUtcNow() + wait).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.";

    private static async Task<string?> ReadAsync(HttpContext context)
    {
        // A form of one field needs little room.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = 4096;
        try
        {
            using var form = new FormReader(context.Request.Body) { ValueCountLimit = 8 };
            return AskedHost.Read((await form.ReadFormAsync(context.RequestAborted)).GetValueOrDefault("host"));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private async Task AskAsync(string host, CancellationToken cancellation)
    {
        try
        {
            await Task.Run(() => GatherAsync(host), cancellation).WaitAsync(Budget, time, cancellation);
        }
        catch (TimeoutException)
        {
            // It goes on without us.
        }
    }

    private async Task GatherAsync(string host)
    {
        await _turns.WaitAsync();
        try
        {
            await gathering.GatherAsync(host, all: true, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException) // whatever it is, it is not about this request
        {
            AdminLog.NotChecked(log, host, e);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
