namespace FedFilter.Peers;

internal static class PeersRegistration
{
    public static IServiceCollection AddPeers(this IServiceCollection services, PeerKeysOptions options) => services
        .AddSingleton(options)
        .AddSingleton<FetchLimits>()
        .AddSingleton<KeyStore>()
        .AddSingleton<KeyFetch>()
        .AddSingleton<PeerKeys>()
        .AddSingleton<PeersSeen>();
}
