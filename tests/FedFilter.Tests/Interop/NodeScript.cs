using System.Text.Json;

using FedFilter.Tests.World;

namespace FedFilter.Tests.Interop;

/// <summary>
/// One of the scripts of tests/interop, run by the node that `npm ci` put there. It takes commands and says what happens, one JSON object
/// a line each way.
/// </summary>
internal sealed class NodeScript : IAsyncDisposable
{
    private static readonly string Folder = Repository.Find("tests", "interop");
    private static readonly string Node = Path.Combine(Folder, "node_modules", ".bin", "node");

    private readonly ChildProcess _process;

    private NodeScript(ChildProcess process) => _process = process;

    /// <summary>Skips the test where the packages are not installed.</summary>
    public static void SkipIfMissing()
    {
        const string missing = "The foreign software and its node are not installed: run `npm ci` in tests/interop";
        Assert.SkipUnless(File.Exists(Node) && Directory.Exists(Path.Combine(Folder, "node_modules", "http-message-signatures")), missing);
    }

    /// <param name="script">Its file name.</param>
    /// <param name="preload">Further scripts to run before it.</param>
    /// <param name="environment">What it is told.</param>
    public static NodeScript Start(string script, IEnumerable<string> preload, params (string Name, string Value)[] environment) =>
        Start(script, preload, [], environment);

    /// <param name="script">Its file name.</param>
    /// <param name="preload">Further scripts to run before it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What it is told.</param>
    public static NodeScript Start(string script, IEnumerable<string> preload, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        new(ChildProcess.Start(Node, ["--no-warnings", .. preload.SelectMany(file => (string[])["--import", "./" + file]), script, .. arguments], Folder, environment));

    /// <summary>A script that only takes arguments: the last line it says before it ends.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        await using var process = ChildProcess.Start(Node, ["--no-warnings", script, .. arguments], Folder);
        return (await process.EndAsync())[^1];
    }

    /// <summary>What came of a command.</summary>
    public async Task<T> DoAsync<T>(object command)
    {
        await _process.SayAsync(JsonSerializer.Serialize(command));
        var done = await ExpectAsync("done");
        return done.Deserialize<T>(JsonSerializerOptions.Web)!;
    }

    /// <summary>Waits until it says that something has happened; each time it does is given out once.</summary>
    public async Task<JsonElement> ExpectAsync(string name, Func<JsonElement, bool>? wanted = null) =>
        JsonElement.Parse(await _process.ExpectAsync(line => IsEvent(line, name, wanted ?? (_ => true)), $"`{name}`"));

    // Whatever else a program prints, such as a stack trace, is no event.
    private static bool IsEvent(string line, string name, Func<JsonElement, bool> wanted) =>
        line.StartsWith("{\"event\":", StringComparison.Ordinal)
        && JsonElement.Parse(line) is var said
        && said.GetProperty("event").ValueEquals(name)
        && wanted(said);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
