namespace FedFilter.Admin;

internal static class AdminRegistration
{
    public static IServiceCollection AddPublicPages(this IServiceCollection services) => services
        .AddSingleton<CommitmentsPage>()
        .AddSingleton<CheckLimits>()
        .AddSingleton<TermsViews>()
        .AddSingleton<TermsCheck>();
}
