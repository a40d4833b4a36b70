namespace FedFilter.Checkpoints.Relay.FanOut;

internal static class FanOutRegistration
{
    public static IServiceCollection AddFanOut(this IServiceCollection services) => services
        .AddSingleton<FanOutMetrics>()
        .AddSingleton<ReceiverSets>()
        .AddSingleton<RecentPosts>()
        .AddSingleton<Messages>()
        .AddSingleton<LaneQueue>()
        .AddSingleton<Lanes>()
        .AddSingleton<DeliveryQuestion>()
        .AddSingleton<ProgressWriter>()
        .AddSingleton<StandingRound>()
        .AddSingleton<LaneRun>()

        // Stopped in reverse: what is under way ends before what it is written down by.
        .AddHostedService(provider => provider.GetRequiredService<ProgressWriter>())
        .AddHostedService<PostPruning>()
        .AddHostedService(provider => provider.GetRequiredService<StandingRound>())
        .AddHostedService<FanOutLoop>();
}
