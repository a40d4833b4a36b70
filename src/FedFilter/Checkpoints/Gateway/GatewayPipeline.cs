using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Signatures;
using Microsoft.AspNetCore.Authorization;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// The gateway, in the order a request meets it:
/// <code>
///   ConnectionLimit       too many connections of one network? (below TLS)               closed
///   RequestLimitMiddleware  too many requests in flight?                                    503
///   EdgeMiddleware        whatever fails inside becomes an answer
///   Intake                which origin, what kind of request, readable in one way only?      400 405 413 415 421
///   (own public pages)
///   HttpSignatureHandler  who sent it? (fetches and deliveries)                             401 503
///   GatewayAuthorization  may it pass? asks Admission; a refused fetch of an actor or key
///                         gets the identity document (OriginActors)                       200 400 403 404 410 502 503
///   DuplicateMiddleware   was it accepted before?                                           202
///   reverse proxy         Origin{Request,Response}Transform                                 502 504
///   ContentGate           may the answer leave? (whatever the request was taken for)        401
/// </code>
/// </summary>
internal static class GatewayPipeline
{
    public static void AddGateway(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<OriginTable>();
        services.AddSingleton<OpenPaths>();
        services.AddSingleton<ContentGate>();
        services.AddSingleton<OriginClient>();
        services.AddSingleton<IdentityPaths>();
        services.AddSingleton<OriginActors>();
        services.AddSingleton<IdentityAnswers>();
        services.AddSingleton<OriginActorReader>();
        services.AddSingleton<OriginKeys>();
        services.AddHostedService<OriginDiscovery>();
        services.AddSingleton(provider => new RequestClassifier(settings, provider.GetRequiredService<OpenPaths>(), () => provider.GetRequiredService<PolicyStore>().Current));
        services.AddSingleton<UntrustedProxy>();
        services.AddSingleton<Intake>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<GatewayRejections>();
        services.AddHostedService<ParserRefusals>();
        services.AddSingleton<GatewayAnswers>();
        services.AddSingleton<ConnectionLimit>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(provider => provider.GetRequiredService<GatewayAnswers>());
        services.AddSingleton<UnverifiedRequests>();
        services.AddSingleton<IAuthorizationHandler, GatewayAuthorization>();

        services.AddAuthentication(HttpSignatureDefaults.AuthenticationScheme).AddHttpSignature(options =>
        {
            options.AppliesTo = context => GatewayRequest.Of(context).IsDecidedAbout;
            options.Authority = context => GatewayRequest.Of(context).Authority;
            options.Scheme = context => GatewayRequest.Of(context).Origin.Scheme;
            options.FindKey = (key, cancellation) => key.Context.RequestServices.GetRequiredService<OriginKeys>().FindAsync(key, cancellation);
            options.ClockSkew = settings.ClockSkew;
            options.MaxBody = Math.Max(settings.MaxBody, ObserveMode.MaxBody); // Intake sets a lower limit for each request
            options.AllowUnsignedQuery = settings.AllowUnsignedQuery;
        });
        services.AddOptions<HttpSignatureOptions>(HttpSignatureDefaults.AuthenticationScheme).Configure<ClientLimits>((options, limits) =>
            (options.Bodies, options.SenderOf) = (limits.Bodies, context => ClientNetwork.Of(GatewayRequest.Of(context).Client)));
        services.AddAuthorizationBuilder().AddPolicy(GatewayRoutes.AuthorizationPolicy, policy => policy.AddRequirements(new AdmissionRequirement()));

        var (routes, clusters) = GatewayRoutes.Of(settings);
        services.AddReverseProxy()
            .LoadFromMemory(routes, clusters)
            .AddTransforms(AddTransforms);
        services.AddSingleton<IForwarderHttpClientFactory, OriginClientFactory>();
    }

    public static void UseGatewayIntake(this WebApplication app)
    {
        app.UseMiddleware<EdgeMiddleware>();
        var (intake, answers) = (app.Services.GetRequiredService<Intake>(), app.Services.GetRequiredService<GatewayAnswers>());
        app.Use((context, next) => intake.Take(context) is { } rejection ? answers.RejectAsync(context, rejection) : next(context));
    }

    public static void UseGatewayProxy(this WebApplication app)
    {
        app.UseRouting();
        app.Use(TakeTheShortWay);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(StopTheUndecided);
            proxy.UseMiddleware<DuplicateMiddleware>();
            proxy.UseMiddleware<OriginFailureMiddleware>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }

    /// <summary>Most traffic of an origin is no federation. With nobody to authenticate and nothing to decide, it need not pay for either.</summary>
    private static Task TakeTheShortWay(HttpContext context, RequestDelegate next) =>
        !GatewayRequest.Of(context).IsDecidedAbout && context.GetEndpoint()?.RequestDelegate is { } proxy ? proxy(context) : next(context);

    /// <summary>Whatever way led here: a fetch or delivery goes no further without a decision that lets it.</summary>
    private static Task StopTheUndecided(HttpContext context, RequestDelegate next) =>
        GatewayRequest.Of(context).MayPass
            ? next(context)
            : throw new InvalidOperationException("A fetch or delivery reached the proxy without a decision that lets it pass.");

    private static void AddTransforms(TransformBuilderContext builder)
    {
        builder.UseDefaultForwarders = false;
        builder.RequestTransforms.Add(RequestHeaderOriginalHostTransform.OriginalHost);
        builder.RequestTransforms.Add(new OriginRequestTransform());
        builder.ResponseTransforms.Add(new OriginResponseTransform(
            builder.Services.GetRequiredService<ContentGate>(),
            builder.Services.GetRequiredService<GatewayAnswers>(),
            builder.Services.GetRequiredService<IdentityAnswers>(),
            builder.Services.GetRequiredService<GatewayRejections>()));
    }
}
