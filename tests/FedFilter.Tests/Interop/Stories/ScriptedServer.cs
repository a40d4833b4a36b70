using System.Text.Json;

namespace FedFilter.Tests.Interop.Stories;

/// <summary>Fedify (<c>day.mjs</c>) or activitypub.bot (<c>bot.mjs</c>), which take the same commands.</summary>
internal sealed class ScriptedServer : IDayServer
{
    private readonly NodeScript _script;

    private ScriptedServer(NodeScript script, JsonElement up, IReadOnlyCollection<string> cannot) =>
        (_script, Port, Actor, Cannot) = (script, up.GetProperty("port").GetInt32(), up.GetProperty("actor").GetString()!, cannot);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    public string Actor { get; }

    public string Host => new Uri(Actor).Authority;

    public IReadOnlyCollection<string> Cannot { get; }

    public static Task<ScriptedServer> FedifyAsync(string host, int? publicPort, params (string Name, string Value)[] environment) =>
        StartAsync("day.mjs", [], [], [("HOST", host), ("USER", "alice"), .. PublicPort(publicPort), .. environment]);

    /// <remarks>It keeps a Block to itself (BotContext.blockActor).</remarks>
    public static Task<ScriptedServer> BotAsync(string host, int? publicPort, params (string Name, string Value)[] environment) =>
        StartAsync("bot.mjs", ["bot-shim.mjs"], ["block"], [("HOST", host), .. PublicPort(publicPort), .. environment]);

    private static (string Name, string Value)[] PublicPort(int? port) => port is null ? [] : [("GATEWAYPORT", $"{port}")];

    private static async Task<ScriptedServer> StartAsync(string file, string[] preload, string[] cannot, (string Name, string Value)[] environment)
    {
        var proxy = environment.Any(variable => variable.Name == "HTTP_PROXY") ? (string[])["proxy.mjs"] : [];
        var script = NodeScript.Start(file, ["resolve.mjs", .. proxy, .. preload], environment);
        try
        {
            return new ScriptedServer(script, await script.ExpectAsync("listening"), cannot);
        }
        catch
        {
            // It is a process of its own and would outlive the test run.
            await script.DisposeAsync();
            throw;
        }
    }

    public async Task<string> DoAsync(string act, string about, string text)
    {
        var done = await TellAsync(act, about, text);
        Assert.True(done.Ok, $"{Host} could not {act} {about}: {done.Error}");
        return done.Body is { ValueKind: JsonValueKind.String } id ? id.GetString()! : "";
    }

    public Task ReceivesAsync(string type, string from, string about) =>
        _script.ExpectAsync("received", said => said.GetProperty("type").ValueEquals(type) && said.GetProperty("from").ValueEquals(from)
            && (about.Length == 0 || (said.TryGetProperty("about", out var id) && id.ValueEquals(about))));

    public async Task<FoundActor?> LookAsync(string actor) =>
        await TellAsync("look", actor) is { Ok: true, Body: { } found } ? found.Deserialize<FoundActor>(JsonSerializerOptions.Web) : null;

    public async Task<string?> ReadAsync(string post) => (await TellAsync("read", post)).Error;

    public async Task<bool> HoldsAsync(string post) => (await TellAsync("holds", post)).Body!.Value.GetBoolean();

    public async Task<bool> SawAsync(string text) => (await TellAsync("saw", text: text)).Body!.Value.GetBoolean();

    public Task ForgetAsync(string actor) => TellAsync("forget", actor);

    private Task<Outcome> TellAsync(string act, string about = "", string text = "") => _script.DoAsync<Outcome>(new { @do = act, about, text });

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
