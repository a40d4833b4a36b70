using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace FedFilter.Benchmarks;

/// <summary>The processes to compare with. Each prints its port and runs until its input ends.</summary>
internal static class Servers
{
    public static Task<int> OriginAsync() => RunAsync(
        _ => { },
        app => app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
            if (HttpMethods.IsPost(context.Request.Method))
                return;
            context.Response.ContentType = context.Request.Path == "/about" ? "text/html" : "application/activity+json";
            await context.Response.WriteAsync(Note);
        }));

    /// <summary>Takes every delivery at once, and says when asked how many it took. Connections may stand idle for long.</summary>
    public static Task<int> ReceiverAsync()
    {
        var taken = 0;
        return RunAsync(
            // It stands for thousands of servers: where it queued connections as one does, they would be lost.
            services => services.Configure<Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets.SocketTransportOptions>(sockets => sockets.Backlog = 4096),
            app => app.Run(async context =>
            {
                if (!HttpMethods.IsPost(context.Request.Method))
                {
                    await context.Response.WriteAsync(taken.ToString(CultureInfo.InvariantCulture));
                    return;
                }

                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.Headers.KeepAlive = "timeout=120";
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                Interlocked.Increment(ref taken);
            }));
    }

    public static Task<int> FleetAsync() => RunAsync(_ => { }, app => app.Run(Fleet.AnswerAsync));

    public static Task<int> BareYarpAsync(string origin) => RunAsync(
        services => services.AddRouting().AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "origin", Match = new RouteMatch { Path = "/{**rest}" } }],
            [new ClusterConfig { ClusterId = "origin", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = origin } } }]),
        app => app.MapReverseProxy());

    private static readonly string Note = $$"""{"id":"http://social.example/users/alice/statuses/1","type":"Note","content":"{{new string('x', 1900)}}"}""";

    private static async Task<int> RunAsync(Action<IServiceCollection> services, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        services(builder.Services);
        await using var app = builder.Build();
        map(app);
        await app.StartAsync();
        Console.WriteLine($"listening on {app.Urls.First()}");
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }
}
