using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FedFilter.Tests.Interop;

/// <summary>
/// snac, a server in C from the distribution: its data are files, and its command line does what carol does. It speaks plain http, and
/// libcurl takes every name under .localhost for this machine, so nothing has to be set up around it.
/// </summary>
internal sealed class SnacServer : IPeer
{
    /// <summary>Its host name.</summary>
    public const string Name = "friend.localhost";

    private const string User = "carol";

    // A user of this name is what makes snac subscribe to relays: it follows them, and announces there what the others write (snac(8)).
    private const string RelayUser = "relay";

    private static readonly string? Program =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "snac")).FirstOrDefault(File.Exists);

    private readonly string _folder;
    private readonly ChildProcess _server;

    private SnacServer(string folder, string host, ChildProcess server) => (_folder, Host, _server) = (folder, host, server);

    public string Host { get; }

    public string Actor => $"http://{Host}/{User}";

    /// <summary>Skips the test where it is not installed.</summary>
    public static void SkipIfMissing() =>
        Assert.SkipWhen(Program is null, "snac is not installed: Debian has it as the package snac2, for bookworm in bookworm-backports; .ci/run installs it when it is run as root");

    public static async Task<SnacServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-snac-").FullName;
        var port = GuardedServer.FreePort();
        var host = $"{Name}:{port}";
        await InitializeAsync(folder, host, port);
        var server = new SnacServer(folder, host, Start(folder, "httpd"));
        try
        {
            await server.LogsAsync("httpd start");
            return server;
        }
        catch
        {
            // It is a process of its own and would outlive the test run.
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everything that a command of carol's prints.</summary>
    public Task<string> DoAsync(string command, string argument) => RunAsync(command, User, argument);

    /// <summary>Follows a relay's actor and waits until that has followed back.</summary>
    public async Task SubscribeAsync(string relay)
    {
        await RunAsync("adduser", RelayUser);
        await RunAsync("follow", RelayUser, relay);
        await LogsAsync($"confirmed follow from {relay}");
        await LogsAsync($"new follower {relay}");
    }

    public Task UnsubscribeAsync(string relay) => RunAsync("unfollow", RelayUser, relay);

    /// <summary>Carol writes; the note's id.</summary>
    public async Task<string> WriteAsync(string text)
    {
        var said = await DoAsync("note", text);
        return Regex.Match(said, $"{Regex.Escape(Actor)}/p/[0-9.]+(?=\")").Value;
    }

    private async Task<string> RunAsync(string command, params string[] arguments)
    {
        await using var process = Start(_folder, command, arguments);
        return string.Join('\n', await process.EndAsync());
    }

    /// <summary>Waits for a line of its log that has all this in it.</summary>
    public Task<string> LogsAsync(params string[] texts) =>
        _server.ExpectAsync(line => texts.All(text => line.Contains(text, StringComparison.Ordinal)), string.Join(" … ", texts));

    private static async Task InitializeAsync(string folder, string host, int port)
    {
        var data = Data(folder);
        await using (var init = Start(folder, "init"))
        {
            // It asks for address, port, host name, prefix and the admin's address.
            await init.SayAsync($"127.0.0.1\n{port}\n{host}\n\n");
            await init.EndAsync();
        }

        var file = Path.Combine(data, "server.json");
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        settings["protocol"] = "http";
        settings["dbglevel"] = 1;
        settings["queue_timeout"] = 60; // who is not answered within six seconds would come again in two minutes
        settings["num_threads"] = 8; // it waits for whom it delivers to, while they ask it for its key
        await File.WriteAllTextAsync(file, settings.ToJsonString(), TestContext.Current.CancellationToken);
        await using var addUser = Start(folder, "adduser", User);
        await addUser.EndAsync();
    }

    private static ChildProcess Start(string folder, string command, params string[] arguments) =>
        ChildProcess.Start(Program!, [command, Data(folder), .. arguments], folder, ("no_proxy", "*"));

    private static string Data(string folder) => Path.Combine(folder, "data");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
