using System.Net;

namespace FedFilter.Commands.Demo;

/// <summary>A small web server on loopback, for the demo's outside world.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DemoServer(WebApplication app, int port)
    {
        _app = app;
        Port = port;
    }

    public int Port { get; }

    public static async Task<DemoServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new DemoServer(app, new Uri(app.Urls.First()).Port);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
