using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FedFilter.Tests.Interop.Stories;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop;

/// <summary>
/// snac, a server in C from the distribution: its data are files, and its command line does what carol does. It speaks plain http, and
/// libcurl takes every name under .localhost for this machine, so nothing has to be set up around it.
/// </summary>
internal sealed class SnacServer : IDayServer
{
    /// <summary>Its host name.</summary>
    public const string Name = "friend.localhost";

    private const string User = "carol";

    // A user of this name is what makes snac subscribe to relays: it follows them, and announces there what the others write (snac(8)).
    private const string RelayUser = "relay";

    private static readonly string? Program =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "snac")).FirstOrDefault(File.Exists);

    private readonly string _folder;
    private readonly string _password;
    private readonly ChildProcess _server;

    private SnacServer(string folder, string host, int port, string password, ChildProcess server) =>
        (_folder, Host, Port, _password, _server) = (folder, host, port, password, server);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    public string Host { get; }

    public string Actor => $"http://{Host}/{User}";

    /// <summary>Skips the test where it is not installed.</summary>
    public static void SkipIfMissing() =>
        Assert.SkipWhen(Program is null, "snac is not installed: Debian has it as the package snac2, for bookworm in bookworm-backports; .ci/run installs it when it is run as root");

    public static Task<SnacServer> StartAsync() => StartAsync(Name, publicPort: null);

    /// <param name="name">Its host name.</param>
    /// <param name="publicPort">The port the public knows it under, where that is not its own.</param>
    /// <param name="proxy">What it delivers through.</param>
    public static async Task<SnacServer> StartAsync(string name, int? publicPort, string? proxy = null)
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-snac-").FullName;
        var port = GuardedServer.FreePort();
        var host = $"{name}:{publicPort ?? port}";
        var password = await InitializeAsync(folder, host, port);
        var server = new SnacServer(folder, host, port, password, Start(folder, "httpd", [], proxy));
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

    /// <summary>Another of its users follows carol; returns that user's id.</summary>
    public async Task<string> FollowFromAsync(string user)
    {
        await RunAsync("adduser", user);
        await RunAsync("follow", user, Actor);
        return $"http://{Host}/{user}";
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

    /// <remarks>It mutes an actor without a word to it, so it sends no Block. The deletion of a direct message goes to followers.</remarks>
    public IReadOnlyCollection<string> Cannot => ["block", "delete direct"];

    /// <inheritdoc/>
    /// <remarks>Where the command line has no word for it, the form of the web page does it.</remarks>
    async Task<string> IDayServer.DoAsync(string act, string about, string text)
    {
        switch (act)
        {
            case "follow" or "unfollow" or "boost":
                await DoAsync(act, about);
                return "";
            case "post":
                return await WriteAsync(text);
            case "reply":
                await SubmitAsync("note", ("content", text), ("in_reply_to", about));
                break;
            case "direct":
                await SubmitAsync("note", ("content", text), ("to", about), ("mentioned_only", "on"));
                break;
            case "edit":
                await SubmitAsync("note", ("content", text), ("edit_id", about));
                break;
            case "like" or "delete":
                await SubmitAsync("action", ("action", act == "like" ? "Like" : "Delete"), ("id", about));
                return "";
            default:
                throw new ArgumentException($"snac cannot {act}.", nameof(act));
        }

        return Objects().First(item => Member(item.Document, "content")?.Contains(text, StringComparison.Ordinal) == true).Document["id"]!.GetValue<string>();
    }

    private async Task SubmitAsync(string form, params (string Name, string Value)[] fields)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{Port}/{User}/admin/{form}")
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{_password}")));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, answer.StatusCode);
    }

    public Task ReceivesAsync(string type, string from, string about) => type switch
    {
        "Follow" => LogsAsync($"new follower {from}"),
        "Accept" => LogsAsync($"confirmed follow from {from}"),
        "Undo" => LogsAsync($"no longer following us {from}"),
        "Create" => LogsAsync($"new 'Note' {from} {about}"),
        "Update" => LogsAsync($"updated 'Note' {about}"),
        "Block" => LogsAsync($"'Block' received from {from}"),
        "Delete" => LogsAsync("'Delete'", about),
        _ => LogsAsync($"new '{type}' {from} {about}"),
    };

    public async Task<FoundActor?> LookAsync(string actor) =>
        Document(await DoAsync("actor", actor)) is { } found ? FoundActor.From(found) : null;

    public async Task<string?> ReadAsync(string post)
    {
        var said = await DoAsync("request", post);
        return Document(said) is null ? said : null;
    }

    public Task<bool> HoldsAsync(string post) => Task.FromResult(Objects().Any(item => Member(item.Document, "id") == post));

    public Task<bool> SawAsync(string text) => Task.FromResult(
        Directory.EnumerateFiles(Data(_folder), "*", SearchOption.AllDirectories).Any(file => File.Exists(file) && File.ReadAllText(file).Contains(text, StringComparison.Ordinal)));

    /// <inheritdoc/>
    /// <remarks>It fetches an actor again if it cannot read the file it has.</remarks>
    public async Task ForgetAsync(string actor)
    {
        if (Objects().FirstOrDefault(item => Member(item.Document, "id") == actor).File is { } file)
            await TestFolder.WriteAsync(file, "{}");
    }

    private IEnumerable<(string File, JsonObject Document)> Objects()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Data(_folder), "object"), "*.json", SearchOption.AllDirectories))
            if (Read(file) is { } document)
                yield return (file, document);
    }

    // It writes and deletes these files meanwhile.
    private static JsonObject? Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private static string? Member(JsonObject document, string name) => document[name]?.GetValue<string>();

    private static JsonElement? Document(string said) =>
        said.IndexOf('{', StringComparison.Ordinal) is >= 0 and var start && said.Contains("status: 20", StringComparison.Ordinal) ? JsonElement.Parse(said[start..]) : null;

    /// <summary>Waits for a line of its log that has all this in it.</summary>
    public Task<string> LogsAsync(params string[] texts) =>
        _server.ExpectAsync(line => texts.All(text => line.Contains(text, StringComparison.Ordinal)), string.Join(" … ", texts));

    private static async Task<string> InitializeAsync(string folder, string host, int port)
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
        Directory.CreateDirectory(Path.Combine(data, "archive")); // then it keeps every exchange there
        await using var addUser = Start(folder, "adduser", User);
        return Regex.Match(string.Join('\n', await addUser.EndAsync()), "password is (?<password>\\S+)").Groups["password"].Value;
    }

    private static ChildProcess Start(string folder, string command, params string[] arguments) => Start(folder, command, arguments, proxy: null);

    private static ChildProcess Start(string folder, string command, string[] arguments, string? proxy) =>
        ChildProcess.Start(Program!, [command, Data(folder), .. arguments], folder, proxy is null ? ("no_proxy", "*") : ("http_proxy", proxy));

    private static string Data(string folder) => Path.Combine(folder, "data");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
