using FedFilter.Checkpoints.Relay.FanOut;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Peers;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints.Relay;

/// <summary>
/// The relay, in the order a request meets it:
/// <code>
///   Edge                  whatever fails inside becomes an answer
///   RelayIntake           readable in one way only?                                   400 405 413 415
///   RelayPages            what everyone may read                                      400 404 405
///   RelayInbox
///     HttpSignatureHandler  who sent it?                                              401 503
///     AcceptedDeliveries    the same octets, signed the same?                         202
///     RelayRules            a server's own words, and of a kind that is relayed?      400 403
///     Admission             may it?                                                   403 429 503
///     Following, Publishing subscribed? public? not too much? onto the disk           202 403 429 503
/// </code>
/// </summary>
internal static class RelayPipeline
{
    /// <summary>Signatures are verified as at the gateway, for another authority.</summary>
    public const string SignatureScheme = "RelaySignature";

    public static void AddRelay(this IServiceCollection services, RelaySettings settings, GatewaySettings gateway, RelayActor actor)
    {
        services.AddSingleton(settings);
        services.AddSingleton(actor);
        services.AddSingleton<RelayHost>();
        services.AddSingleton<RelayMetrics>();
        services.AddSingleton<RelayAnswers>();
        services.AddSingleton<RelayIntake>();
        services.AddSingleton<RelayDocuments>();
        services.AddSingleton<RelayPages>();
        services.AddSingleton<RelayInbox>();
        services.AddSingleton<RelayActivities>();
        services.AddSingleton<RelayRules>();
        services.AddSingleton<SubscriberInbox>();
        services.AddSingleton<Subscribers>();
        services.AddSingleton<Following>();
        services.AddSingleton<AnnouncedObject>();
        services.AddSingleton<Publishing>();
        services.AddSingleton<PublishingLimits>();
        services.AddSingleton<RelayLog>();
        services.AddSingleton<RelayBacklog>();
        services.AddSingleton<RelayWake>();
        services.AddFanOut();
        services.AddAuthentication().AddScheme<HttpSignatureOptions, HttpSignatureHandler>(SignatureScheme, options =>
        {
            options.Authority = _ => settings.Host;
            options.Scheme = _ => settings.Scheme;
            options.FindKey = (key, cancellation) => key.Context.RequestServices.GetRequiredService<PeerKeys>().FindAsync(key, cancellation);
            options.ClockSkew = gateway.ClockSkew;
            options.MaxBody = gateway.MaxBody;
        });
        services.AddOptions<HttpSignatureOptions>(SignatureScheme).Configure<ClientLimits>((options, limits) =>
            (options.Bodies, options.SenderOf) = (limits.Bodies, context => ClientNetwork.Of(RelayRequest.Of(context).Client)));
    }

    /// <summary>A branch of its own, taken by the Host header.</summary>
    public static void UseRelay(this WebApplication app)
    {
        var (host, answers, log) = (app.Services.GetRequiredService<RelayHost>(), app.Services.GetRequiredService<RelayAnswers>(), app.Services.GetRequiredService<ILogger<RelayInbox>>());
        app.MapWhen(context => host.Is(context.Request.Host.Value), branch =>
        {
            branch.Use((context, next) => Edge.RunAsync(context, next, answers.RejectAsync, e => RelayReceivingLog.Failed(log, context.TraceIdentifier, e)));
            var (intake, pages, inbox) = (app.Services.GetRequiredService<RelayIntake>(), app.Services.GetRequiredService<RelayPages>(), app.Services.GetRequiredService<RelayInbox>());
            branch.Run(context => intake.Take(context) is { } rejection ? answers.RejectAsync(context, rejection)
                : !HttpMethods.IsPost(context.Request.Method) ? pages.AnswerAsync(context)
                : RelayRequest.Of(context).Path == RelayPages.Inbox ? inbox.ReceiveAsync(context)
                : pages.RejectPostAsync(context));
        });
    }
}
