namespace FedFilter.Audit;

internal static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services, AuditOptions options) => services
        .AddAuditReading(options)
        .AddSingleton<AuditMetrics>()
        .AddSingleton<AuditLog>()
        .AddSingleton<RefusalRollup>()
        .AddSingleton<RejectionRollup>()
        .AddSingleton<IdentityRollup>()
        .AddSingleton<HeadSigner>()

        // Stopped in reverse: what was counted is written before the log closes, and the log is closed before its last head is signed.
        .AddHostedService(provider => provider.GetRequiredService<HeadSigner>())
        .AddHostedService(provider => provider.GetRequiredService<AuditLog>())
        .AddHostedService<MinuteEnd>()
        .AddHostedService<HourlyPruning>();

    /// <summary>For commands beside a running <c>serve</c>, or without one.</summary>
    public static IServiceCollection AddAuditReading(this IServiceCollection services, AuditOptions options) => services
        .AddSingleton(options)
        .AddSingleton<AuditQuery>()
        .AddSingleton<LogTree>()
        .AddSingleton<LogCheck>()
        .AddSingleton<LogPruning>()
        .AddSingleton<LogReceipts>()
        .AddSingleton<CheckpointFile>();
}
