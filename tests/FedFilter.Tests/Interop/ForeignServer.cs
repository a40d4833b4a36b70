using System.Text.Json;

namespace FedFilter.Tests.Interop;

/// <summary>One request a foreign server made and the answer it got, as tests/interop/wire.mjs saw them.</summary>
internal sealed record Exchange(string Method, string Url, string Style, int Status, string? Code = null);

/// <summary>What came of a command.</summary>
internal sealed record Outcome(bool Ok, IReadOnlyList<Exchange> Exchanges, JsonElement? Body = null, string? Error = null);

/// <summary>A server that is not ours, with one actor, that does what it is told.</summary>
internal sealed class ForeignServer : IPeer
{
    private readonly NodeScript _script;

    private ForeignServer(NodeScript script, int port, string actor) => (_script, Port, Actor) = (script, port, actor);

    public int Port { get; }

    /// <summary>The URL of its one actor, on its public host.</summary>
    public string Actor { get; }

    public string Host => new Uri(Actor).Authority;

    /// <summary>Its inbox.</summary>
    public string Inbox => Actor + "/inbox";

    /// <summary>Fedify: <c>origin.mjs</c>, who waits for others, or <c>peer.mjs</c>, who comes to them.</summary>
    public static Task<ForeignServer> FedifyAsync(string script, string host, params (string Name, string Value)[] environment) =>
        StartAsync(NodeScript.Start(script, ["resolve.mjs"], [("HOST", host), .. environment]));

    /// <summary>Tells Fedify how to sign at first: <c>cavage</c> or <c>rfc9421</c>.</summary>
    public static (string Name, string Value) FirstKnock(string style) => ("FIRST_KNOCK", style == "cavage" ? "draft-cavage-http-signatures-12" : style);

    public static Task<ForeignServer> ActivityPubBotAsync(string host) =>
        StartAsync(NodeScript.Start("bot.mjs", ["resolve.mjs", "bot-shim.mjs"], ("HOST", host)));

    private static async Task<ForeignServer> StartAsync(NodeScript script)
    {
        try
        {
            var up = await script.ExpectAsync("listening");
            return new ForeignServer(script, up.GetProperty("port").GetInt32(), up.GetProperty("actor").GetString()!);
        }
        catch
        {
            // It is a process of its own and would outlive the test run.
            await script.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has it read a document, signed.</summary>
    public Task<Outcome> GetAsync(string url) => _script.DoAsync<Outcome>(new { @do = "get", url });

    public Task<Outcome> FollowAsync(string actor) => _script.DoAsync<Outcome>(new { @do = "follow", actor });

    public Task<Outcome> SendNoteAsync(string to, string text) => _script.DoAsync<Outcome>(new { @do = "note", to, text });

    /// <summary>Has it write to followers, each for itself; the body says whose servers took it.</summary>
    public Task<Outcome> PostAsync(string text, params string[] to) => _script.DoAsync<Outcome>(new { @do = "post", to, text });

    /// <summary>Waits until an activity of this type is in its inbox.</summary>
    public Task<JsonElement> ReceivesAsync(string type) =>
        _script.ExpectAsync("received", said => said.GetProperty("type").ValueEquals(type));

    /// <summary>Waits until it has found a signature valid, where it says so.</summary>
    public Task<JsonElement> VerifiesAsync(string signer) =>
        _script.ExpectAsync("verified", said => said.GetProperty("signer").ValueEquals(signer));

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
