using FedFilter.Configuration;

namespace FedFilter.Lists;

internal static class ListsRegistration
{
    public static IServiceCollection AddLists(this IServiceCollection services, Settings settings) => services
        .AddSingleton(new ListFiles(settings.Policies, settings.Data))
        .AddSingleton<ListRefresh>()
        .AddHostedService<ListWatch>();
}
