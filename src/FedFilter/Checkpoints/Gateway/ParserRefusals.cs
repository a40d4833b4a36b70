using System.Diagnostics;
using System.Globalization;
using System.Net;
using FedFilter.Policy.Facts;
using Microsoft.AspNetCore.Http.Features;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Counts what Kestrel's own parser refuses: such a request is answered bare and its connection closed before any of our steps sees it, and
/// Kestrel tells of it through a diagnostic event alone.
/// </summary>
internal sealed class ParserRefusals(DiagnosticListener kestrel, GatewayMetrics metrics, RejectionRecord record) : IHostedService, IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>One for each status that Kestrel gives.</summary>
    public static readonly IReadOnlyList<string> Codes = ["parser-400", "parser-408", "parser-414", "parser-431"];

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = kestrel.Subscribe(this, static (name, _, _) => name == BadRequest);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // What was taken in and turned out bad later, such as a body that broke off, is answered and counted at the edge (Edge).
        if (value.Key != BadRequest || value.Value is not IFeatureCollection features || features.Get<GatewayRequest>() is not null || features.Get<TakenIn>() is not null)
            return;
        var status = (features.Get<IBadRequestExceptionFeature>()?.Error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
        var code = Codes.FirstOrDefault(code => code.EndsWith(status.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), Codes[0]);
        metrics.Rejected(code);
        record.Count(features.Get<ListenerFeature>()?.Checkpoint ?? Checkpoint.Gateway, code, claimedKeyId: null, features.Get<IHttpConnectionFeature>()?.RemoteIpAddress ?? IPAddress.None);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
