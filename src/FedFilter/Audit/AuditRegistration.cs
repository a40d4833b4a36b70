namespace FedFilter.Audit;

internal static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditQuery>()
        .AddSingleton<AuditLog>()
        .AddSingleton<RefusalRollup>()
        .AddSingleton<RejectionRollup>()

        // Stopped in reverse: what was counted is written before the log closes.
        .AddHostedService(provider => provider.GetRequiredService<AuditLog>())
        .AddHostedService<MinuteEnd>();
}
