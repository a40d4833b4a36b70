using FedFilter.Configuration;

namespace FedFilter.OwnCommitments;

internal static class OwnCommitmentsRegistration
{
    public static IServiceCollection AddOwnCommitments(this IServiceCollection services, Settings settings) => services
        .AddSingleton(new DocumentFile(settings.Data))
        .AddSingleton<OwnDocuments>()
        .AddHostedService<Renewal>();
}
