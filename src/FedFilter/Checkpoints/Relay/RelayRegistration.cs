using FedFilter.Checkpoints.Relay.FanOut;
using FedFilter.Configuration;
using FedFilter.Identity;

namespace FedFilter.Checkpoints.Relay;

internal static class RelayRegistration
{
    public static IServiceCollection AddRelay(this IServiceCollection services, RelaySettings relay, OwnKeys keys) => services
        .AddSingleton(new RelayActor(relay, keys))
        .AddSingleton<RelayActivities>()
        .AddSingleton<RelayWake>()
        .AddSingleton<RelayLog>()
        .AddSingleton<Subscribers>()
        .AddFanOut();
}
