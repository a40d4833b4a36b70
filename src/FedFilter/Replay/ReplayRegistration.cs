namespace FedFilter.Replay;

internal static class ReplayRegistration
{
    public static IServiceCollection AddReplay(this IServiceCollection services) => services
        .AddSingleton<ReplayMetrics>()
        .AddSingleton<DecisionRecorder>()
        .AddHostedService(provider => provider.GetRequiredService<DecisionRecorder>());
}
