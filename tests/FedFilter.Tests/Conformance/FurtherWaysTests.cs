namespace FedFilter.Tests.Conformance;

/// <summary>The same cases over HTTP/2, with a small client that sets nothing straight.</summary>
public sealed class OverHttp2Tests
{
    [Theory]
    [MemberData(nameof(Ways.Over), nameof(Way.Http2), MemberType = typeof(Ways))]
    public Task are_answered_as_written(string file, string name, string style, string item) =>
        ConformanceRun.OfAsync(ConformanceFiles.Find(file, name), style, item, Way.Http2);
}

/// <summary>The same cases through nginx. Where nginx refuses by itself what should be refused, that is right.</summary>
public sealed class ThroughNginxTests(NginxFront nginx) : IClassFixture<NginxFront>
{
    [Theory]
    [MemberData(nameof(Ways.Over), nameof(Way.Nginx), MemberType = typeof(Ways))]
    public Task are_answered_as_written(string file, string name, string style, string item) =>
        ConformanceRun.OfAsync(ConformanceFiles.Find(file, name), style, item, Way.Nginx, nginx.OrSkip());
}

/// <summary>The same cases through Caddy.</summary>
public sealed class ThroughCaddyTests(CaddyFront caddy) : IClassFixture<CaddyFront>
{
    [Theory]
    [MemberData(nameof(Ways.Over), nameof(Way.Caddy), MemberType = typeof(Ways))]
    public Task are_answered_as_written(string file, string name, string style, string item) =>
        ConformanceRun.OfAsync(ConformanceFiles.Find(file, name), style, item, Way.Caddy, caddy.OrSkip());
}

public sealed class NginxFront : IAsyncLifetime
{
    internal const string Missing = "nginx is not installed: Debian has it as the package nginx-light; .ci/run installs it when it is run as root";

    private FrontProxy? _proxy;

    public async ValueTask InitializeAsync() => _proxy = await FrontProxy.NginxAsync();

    internal FrontProxy OrSkip()
    {
        Assert.SkipWhen(_proxy is null, Missing);
        return _proxy;
    }

    public ValueTask DisposeAsync() => _proxy?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public sealed class CaddyFront : IAsyncLifetime
{
    private FrontProxy? _proxy;

    public async ValueTask InitializeAsync() => _proxy = await FrontProxy.CaddyAsync();

    internal FrontProxy OrSkip()
    {
        Assert.SkipWhen(_proxy is null, "Caddy is not installed: Debian has it as the package caddy; .ci/run installs it when it is run as root");
        return _proxy;
    }

    public ValueTask DisposeAsync() => _proxy?.DisposeAsync() ?? ValueTask.CompletedTask;
}
