using System.Text.Json;

using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop;

/// <summary>One request Fedify made and the answer it got, as tests/interop/wire.mjs saw them.</summary>
internal sealed record Exchange(string Method, string Url, string Style, int Status, string? Code = null);

/// <summary>What came of a command.</summary>
internal sealed record Outcome(bool Ok, IReadOnlyList<Exchange> Exchanges, JsonElement? Body = null, string? Error = null);

/// <summary>One of the scripts of tests/interop, run by the node that `npm ci` put there.</summary>
internal sealed class FedifyServer : IAsyncDisposable
{
    private static readonly string Folder = Repository.Find("tests", "interop");
    private static readonly string Node = Path.Combine(Folder, "node_modules", ".bin", "node");

    private readonly ChildProcess _process;

    private FedifyServer(ChildProcess process, int port, string actor) => (_process, Port, Actor) = (process, port, actor);

    /// <summary>Why it cannot run here and what to do about it, or null.</summary>
    public static string? Missing =>
        File.Exists(Node) && Directory.Exists(Path.Combine(Folder, "node_modules", "@fedify", "fedify"))
            ? null
            : "Fedify and its node are not installed: run `npm ci` in tests/interop";

    public int Port { get; }

    /// <summary>The URL of its one actor, on its public host.</summary>
    public string Actor { get; }

    public static async Task<FedifyServer> StartAsync(string script, params (string Name, string Value)[] environment)
    {
        var process = ChildProcess.Start(Node, ["--no-warnings", "--import", "./resolve.mjs", script], Folder, environment);
        var up = await ExpectAsync(process, "listening", _ => true);
        return new FedifyServer(process, up.GetProperty("port").GetInt32(), up.GetProperty("actor").GetString()!);
    }

    public async Task<Outcome> DoAsync(object command)
    {
        await _process.SayAsync(JsonSerializer.Serialize(command));
        var done = await ExpectAsync(_process, "done", _ => true);
        return done.Deserialize<Outcome>(JsonSerializerOptions.Web)!;
    }

    /// <summary>Waits until an activity of this type is in its inbox.</summary>
    public Task<JsonElement> ReceivesAsync(string type) =>
        ExpectAsync(_process, "received", said => said.GetProperty("type").ValueEquals(type));

    private static async Task<JsonElement> ExpectAsync(ChildProcess process, string name, Func<JsonElement, bool> wanted) =>
        JsonElement.Parse(await process.ExpectAsync(line => IsEvent(line, name, wanted), $"`{name}`"));

    // Whatever else a program prints, such as a stack trace, is no event.
    private static bool IsEvent(string line, string name, Func<JsonElement, bool> wanted) =>
        line.StartsWith('{') && JsonElement.Parse(line) is var said && said.GetProperty("event").ValueEquals(name) && wanted(said);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
