namespace FedFilter.Notify;

internal static class NotifyRegistration
{
    public static IServiceCollection AddNotify(this IServiceCollection services) => services
        .AddSingleton<NotifyMetrics>()
        .AddSingleton<NoticeBox>()
        .AddHostedService<NoticeWatch>()
        .AddHostedService<NoticeDelivery>();
}
