using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FedFilter.Tests.Interop;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Conformance;

/// <summary>
/// A web server in front of the gateway, set up by the snippets of docs/first-steps.md. It lives longer than the gateways of single cases, so
/// what it forwards goes through a relay that knows where the present gateway listens.
/// </summary>
internal sealed partial class FrontProxy : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-front-").FullName;
    private readonly TcpListener _relay = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _relaying;
    private ChildProcess? _program;
    private int _forwarded;

    private FrontProxy()
    {
        _relay.Start();
        _relaying = RelayAsync();
    }

    public int Port { get; } = GuardedServer.FreePort();

    /// <summary>The port that requests are forwarded to.</summary>
    public int Upstream { get; set; }

    /// <summary>How many connections were forwarded so far.</summary>
    public int Forwarded => _forwarded;

    private int RelayPort => ((IPEndPoint)_relay.LocalEndpoint).Port;

    /// <summary>Null where nginx is not installed.</summary>
    /// <param name="location">Takes the place of the location of docs/first-steps.md; UPSTREAM is where to.</param>
    public static async Task<FrontProxy?> NginxAsync(string? location = null)
    {
        if (Find("nginx") is not { } program)
            return null;
        var proxy = new FrontProxy();
        var snippet = proxy.Snippet("nginx");
        var map = snippet[..snippet.IndexOf("location", StringComparison.Ordinal)]; // the page says where it belongs
        location = location?.Replace("UPSTREAM", $"127.0.0.1:{proxy.RelayPort}", StringComparison.Ordinal) ?? snippet[map.Length..];
        var temporary = string.Concat(((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(name => $"{name}_temp_path {proxy._folder}/{name};\n"));
        var file = Path.Combine(proxy._folder, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            master_process off;
            pid {{proxy._folder}}/nginx.pid;
            error_log stderr error;
            events {}
            http {
              access_log off;
              {{temporary}}
              {{map}}
              server {
                listen 127.0.0.1:{{proxy.Port}};
                {{location}}
              }
            }
            """);
        return await proxy.RunAsync(program, "-c", file, "-e", "stderr");
    }

    /// <summary>Null where Caddy is not installed.</summary>
    public static async Task<FrontProxy?> CaddyAsync()
    {
        if (Find("caddy") is not { } program)
            return null;
        var proxy = new FrontProxy();
        var file = Path.Combine(proxy._folder, "Caddyfile");
        var site = proxy.Snippet("caddy").Replace("social.example {", $"http://:{proxy.Port} {{\n    bind 127.0.0.1", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "{\n    admin off\n    auto_https off\n}\n" + site);
        return await proxy.RunAsync(program, "run", "--config", file, "--adapter", "caddyfile");
    }

    private static string? Find(string program) => ((string[])["/usr/sbin", "/usr/bin", "/usr/local/bin"]).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>What docs/first-steps.md says for this server, with the relay in the gateway's place.</summary>
    private string Snippet(string language)
    {
        var page = File.ReadAllText(Repository.Find("docs", "first-steps.md"));
        var snippet = Fence().Matches(page).Single(fence => fence.Groups[1].Value == language).Groups[2].Value;
        Assert.Contains("127.0.0.1:8080", snippet);
        return snippet.Replace("127.0.0.1:8080", $"127.0.0.1:{RelayPort}", StringComparison.Ordinal);
    }

    private async Task<FrontProxy> RunAsync(string program, params string[] arguments)
    {
        _program = ChildProcess.Start(program, arguments, _folder, ("HOME", _folder), ("XDG_DATA_HOME", _folder), ("XDG_CONFIG_HOME", _folder));
        await Eventually.HoldsAsync(async () =>
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return this;
    }

    private async Task RelayAsync()
    {
        try
        {
            while (true)
                _ = ForwardAsync(await _relay.AcceptTcpClientAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
            // The tests are over.
        }
    }

    private async Task ForwardAsync(TcpClient from)
    {
        Interlocked.Increment(ref _forwarded);
        using (from)
        using (var to = new TcpClient())
        {
            try
            {
                await to.ConnectAsync(IPAddress.Loopback, Upstream, _end.Token);
                await Task.WhenAll(CopyAsync(from, to), CopyAsync(to, from));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone, and so is the other.
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), _end.Token);
        to.Client.Shutdown(SocketShutdown.Send);
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        await _end.CancelAsync();
        await _relaying;
        _relay.Dispose();
        _end.Dispose();
        await TestFolder.DeleteAsync(_folder);
    }

    [GeneratedRegex("```(nginx|caddy)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
