using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Signatures;
using Microsoft.AspNetCore.Authorization;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The gateway, in the order a request meets it:
/// <code>
///   EdgeMiddleware        whatever fails inside becomes an answer
///   Intake                which origin, what kind of request, readable in one way only?      400 405 413 415 421
///   (own public pages)
///   HttpSignatureHandler  who sent it?                                                      401 503
///   GatewayAuthorization  may it pass? asks Admission                                       400 403 503
///   DuplicateMiddleware   was it accepted before?                                           202
///   reverse proxy         Origin{Request,Response}Transform                                 401 502 504
/// </code>
/// </summary>
internal static class GatewayPipeline
{
    public static void AddGateway(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<OriginTable>();
        services.AddSingleton<OpenPaths>();
        services.AddSingleton<OriginClient>();
        services.AddHostedService<OriginDiscovery>();
        services.AddSingleton<Intake>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<GatewayRejections>();
        services.AddSingleton<AcceptedDeliveries>();
        services.AddSingleton<GatewayAnswers>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(provider => provider.GetRequiredService<GatewayAnswers>());
        services.AddSingleton<IAuthorizationHandler, GatewayAuthorization>();

        services.AddAuthentication(HttpSignatureDefaults.AuthenticationScheme).AddHttpSignature(options =>
        {
            options.AppliesTo = context => GatewayRequest.Of(context).Class is RequestClass.Fetch or RequestClass.Delivery;
            options.Authority = context => GatewayRequest.Of(context).Authority;
            options.Scheme = context => GatewayRequest.Of(context).Origin.Scheme;
            options.FindKey = (key, cancellation) => key.Context.RequestServices.GetRequiredService<PeerKeys>().FindAsync(key, cancellation);
            options.ClockSkew = settings.ClockSkew;
            options.MaxBody = settings.MaxBody;
            options.AllowUnsignedQuery = settings.AllowUnsignedQuery;
        });
        services.AddAuthorizationBuilder().AddPolicy(GatewayRoutes.AuthorizationPolicy, policy => policy.AddRequirements(new AdmissionRequirement()));

        var (routes, clusters) = GatewayRoutes.Of(settings);
        services.AddReverseProxy()
            .LoadFromMemory(routes, clusters)
            .AddTransforms(AddTransforms)

            // The origin gets the headers that were sent, and no trace headers of ours.
            .ConfigureHttpClient((_, handler) => handler.ActivityHeadersPropagator = null);
    }

    public static void UseGatewayIntake(this WebApplication app)
    {
        app.UseMiddleware<EdgeMiddleware>();
        app.Use((context, next) =>
            app.Services.GetRequiredService<Intake>().Take(context) is { } rejection
                ? app.Services.GetRequiredService<GatewayAnswers>().RejectAsync(context, rejection)
                : next(context));
    }

    public static void UseGatewayProxy(this WebApplication app)
    {
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<DuplicateMiddleware>();
            proxy.UseMiddleware<OriginFailureMiddleware>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }

    private static void AddTransforms(TransformBuilderContext builder)
    {
        builder.UseDefaultForwarders = false;
        builder.RequestTransforms.Add(RequestHeaderOriginalHostTransform.OriginalHost);
        builder.RequestTransforms.Add(new OriginRequestTransform());
        builder.ResponseTransforms.Add(new OriginResponseTransform(
            builder.Services.GetRequiredService<GatewaySettings>(),
            builder.Services.GetRequiredService<Admission>(),
            builder.Services.GetRequiredService<GatewayAnswers>()));
    }
}
