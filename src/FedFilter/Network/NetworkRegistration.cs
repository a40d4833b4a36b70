using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Network;

internal static class NetworkRegistration
{
    public static IServiceCollection AddNetwork(this IServiceCollection services, NetworkOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<KnownStyles>();
        services.AddSingleton(provider => Client(options, provider.GetRequiredService<KnownStyles>(), provider.GetRequiredService<TimeProvider>(), resolve: null));
        services.AddSingleton(provider => Resources(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => Deliveries(options, provider.GetRequiredService<KnownStyles>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => Webhooks(options, provider.GetRequiredService<KnownStyles>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Large servers send from many actors at once, each with a key of its own.</summary>
    private const int DocumentConnections = 16;

    /// <summary>
    /// Signing outside, guarding inside: what is signed is what goes to the address that was checked. A server that takes no signature is
    /// asked without one last: it may not be able to fetch our key.
    /// </summary>
    public static DocumentClient Client(NetworkOptions options, KnownStyles styles, TimeProvider time, ResolveHost? resolve, TimeSpan? deadline = null)
    {
        var guarded = GuardedConnection.Handler(options, resolve);
        guarded.MaxConnectionsPerServer = DocumentConnections;
        var http = Signing(new HttpSigningHandler(KeyOf, styles, time)
        {
            Styles = [SignatureStyle.Cavage, SignatureStyle.Rfc9421, SignatureStyle.Unsigned],
            InnerHandler = new BudgetHandler { InnerHandler = new LostConnectionHandler(guarded) },
        });
        return new DocumentClient(http, options, time) { Deadline = deadline ?? TimeSpan.FromSeconds(10) };
    }

    /// <summary>
    /// Guarded alike, for requests that are passed on as they came: as many as there are, of any size, and with the headers that were sent.
    /// </summary>
    public static HttpMessageInvoker PassingOn(NetworkOptions options)
    {
        var handler = GuardedConnection.Handler(options);
        handler.MaxConnectionsPerServer = int.MaxValue;
        handler.MaxResponseHeadersLength = 64;
        handler.ActivityHeadersPropagator = null;
        handler.RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8;
        handler.ResponseHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8;
        return new HttpMessageInvoker(handler);
    }

    /// <summary>Guarded alike, and signed in the style that each server takes.</summary>
    private static DeliveryClient Deliveries(NetworkOptions options, KnownStyles styles, TimeProvider time)
    {
        var guarded = GuardedConnection.Handler(options);
        guarded.ActivityHeadersPropagator = null;
        return new DeliveryClient(Signing(new HttpSigningHandler(KeyOf, styles, time) { InnerHandler = guarded }), options, time);
    }

    /// <summary>Guarded alike, and signed in one style: whoever takes notices reads about it in docs/notify.md.</summary>
    private static WebhookClient Webhooks(NetworkOptions options, KnownStyles styles, TimeProvider time)
    {
        var signing = new HttpSigningHandler(KeyOf, styles, time)
        {
            Styles = [SignatureStyle.Rfc9421],
            InnerHandler = GuardedConnection.Handler(options),
        };
        return new WebhookClient(Signing(signing), options, time);
    }

    private static HttpClient Signing(HttpSigningHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    private static SigningKey? KeyOf(HttpRequestMessage request) => request.Options.TryGetValue(DocumentClient.SignAs, out var key) ? key : null;

    /// <summary>Guarded alike, and unsigned.</summary>
    public static ResourceClient Resources(NetworkOptions options, TimeProvider time) =>
        new(new HttpClient(new LostConnectionHandler(GuardedConnection.Handler(options))) { Timeout = Timeout.InfiniteTimeSpan }, options, time);
}
