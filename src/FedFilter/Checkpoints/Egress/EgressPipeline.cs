using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Policy.Facts;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// The proxy for the origin's own requests, in the order a connection meets it:
/// <code>
///   ConnectMiddleware     what is it, who asks, where to? (connection)     400 403 408 431 503
///     a tunnel            asks Admission about the host, dials, answers    403 429 502 503 504
///       ClientHelloGate   is TLS inside for that host? then pipes          (closed)
///     or TLS              with a certificate of our own authority          (intercept)
///   EgressEdge            whatever fails inside becomes an answer
///   EgressIntake          where to, is that where the tunnel leads?        400 403 405 413 415 421
///   EgressGate            may it pass? asks Admission                      400 403 429 503
///   EgressForwarding      as it was sent                                   403 502 504
/// </code>
/// </summary>
internal static class EgressPipeline
{
    /// <exception cref="FedFilterStartException">TLS is to end here, and there is no authority to do so with.</exception>
    public static void AddEgress(this IServiceCollection services, EgressSettings settings, string dataFolder, TimeProvider time)
    {
        if (settings.Intercept)
            services.AddSingleton(new EgressCertificates(EgressAuthority.Load(dataFolder, time), time)).AddSingleton<EgressTls>();
        services.AddSingleton(settings);
        services.AddSingleton(TunnelTimes.Default);
        services.AddSingleton<EgressGround>();
        services.AddSingleton<EgressRooms>();
        services.AddSingleton<EgressMetrics>();
        services.AddSingleton<EgressRejections>();
        services.AddSingleton<EgressSeen>();
        services.AddSingleton<EgressIntake>();
        services.AddSingleton<EgressForwarding>();
        services.AddSingleton<ConnectMiddleware>();
    }

    public static void ListenForEgress(this KestrelServerOptions kestrel, EgressSettings settings) => kestrel.Listen(settings.Listen, endpoint =>
    {
        endpoint.Protocols = HttpProtocols.Http1;
        ConnectionDelegate? http = null;
        endpoint.Use(readTls => connection =>
            endpoint.ApplicationServices.GetRequiredService<ConnectMiddleware>().OnConnectionAsync(connection, http!, readTls));
        if (settings.Intercept)
            endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = hello => endpoint.ApplicationServices.GetRequiredService<EgressTls>().BeginAsync(hello) });

        // The chain is built from its end, so what comes after TLS is known before the first connection comes.
        endpoint.Use(next => http = next);
    });

    /// <summary>A branch of its own, taken by the endpoint a connection came in at.</summary>
    public static void UseEgress(this WebApplication app) => app.MapWhen(
        static context => ListenerFeature.Is(context, Checkpoint.Egress),
        branch =>
        {
            branch.UseMiddleware<EgressEdge>();
            var (intake, rejections) = (app.Services.GetRequiredService<EgressIntake>(), app.Services.GetRequiredService<EgressRejections>());
            branch.Use((context, next) => intake.Take(context) is { } rejection ? RejectAsync(context, rejection, rejections) : next(context));
            branch.UseMiddleware<EgressGate>();
            branch.Run(app.Services.GetRequiredService<EgressForwarding>().InvokeAsync);
        });

    private static Task RejectAsync(HttpContext context, Rejection rejection, EgressRejections rejections)
    {
        rejections.Count(EgressConnection.Of(context).Client, rejection.Code);
        return EgressAnswer.Of(rejection).WriteAsync(context);
    }
}
