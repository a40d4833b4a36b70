namespace FedFilter.Audit;

internal static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditQuery>()
        .AddSingleton<AuditLog>()
        .AddHostedService(provider => provider.GetRequiredService<AuditLog>());
}
