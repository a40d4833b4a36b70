namespace FedFilter.Peers;

internal static class PeersRegistration
{
    public static IServiceCollection AddPeers(this IServiceCollection services, Func<IServiceProvider, PeerKeysOptions> options) => services
        .AddSingleton(options)
        .AddSingleton<FetchLimits>()
        .AddSingleton<KeyStore>()
        .AddSingleton<KeyFetch>()
        .AddSingleton<PeerKeys>()
        .AddSingleton<PeersSeen>();
}
