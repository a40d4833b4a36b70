namespace FedFilter.Peers;

internal static class PeersRegistration
{
    public static IServiceCollection AddPeers(this IServiceCollection services, Func<IServiceProvider, PeerKeysOptions> options) => services
        .AddSingleton(options)
        .AddSingleton<FetchLimits>()
        .AddSingleton<KeyLooks>()
        .AddSingleton<KeyStore>()
        .AddSingleton<Acquaintances>()
        .AddSingleton<KeyFetch>()
        .AddSingleton<PeerKeys>()
        .AddSingleton<HandleDomains>()
        .AddSingleton<PeersSeen>();
}
