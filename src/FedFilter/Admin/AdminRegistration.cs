namespace FedFilter.Admin;

internal static class AdminRegistration
{
    public static IServiceCollection AddPublicPages(this IServiceCollection services) => services
        .AddSingleton<AuditPages>()
        .AddSingleton<CommitmentsPage>()
        .AddSingleton<CheckLimits>()
        .AddSingleton<TermsViews>()
        .AddSingleton<TermsCheck>();
}
