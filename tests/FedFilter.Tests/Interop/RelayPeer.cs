using System.Text.Json;

namespace FedFilter.Tests.Interop;

/// <summary>An activity that reached a subscriber's inbox and was found genuine there.</summary>
/// <param name="Type">Its type.</param>
/// <param name="From">Its actor.</param>
/// <param name="Object">The id of what it is about.</param>
/// <param name="Text">What the note says, where there is one; of an Announce, the note as it was fetched.</param>
/// <param name="Summary">What a Reject says.</param>
internal sealed record Arrival(string Type, string From, string? Object, string? Text, string? Summary);

/// <summary>A Fedify server that subscribes to a relay in one of the two styles; see tests/interop/relay-peer.mjs.</summary>
internal sealed class RelayPeer : IPeer
{
    public const string Mastodon = "mastodon";
    public const string LitePub = "litepub";

    private readonly NodeScript _script;
    private readonly string _style;
    private readonly string _instance;

    private RelayPeer(NodeScript script, string style, JsonElement listening) =>
        (_script, _style, Actor, _instance) = (script, style, listening.GetProperty("actor").GetString()!, listening.GetProperty("instance").GetString()!);

    /// <summary>Who writes there.</summary>
    public string Actor { get; }

    public string Host => new Uri(Actor).Authority;

    /// <param name="style">How it subscribes and publishes. One that does as Pleroma signs its requests in RFC 9421 at first.</param>
    /// <param name="host">Its host name.</param>
    /// <param name="environment">What it is told besides.</param>
    public static async Task<RelayPeer> StartAsync(string style, string host, params (string Name, string Value)[] environment)
    {
        var knock = ForeignServer.FirstKnock(style == LitePub ? "rfc9421" : "cavage");
        var script = NodeScript.Start("relay-peer.mjs", ["resolve.mjs"], [("HOST", host), ("STYLE", style), knock, .. environment]);
        try
        {
            return new RelayPeer(script, style, await script.ExpectAsync("listening"));
        }
        catch
        {
            // It is a process of its own and would outlive the test run.
            await script.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends its Follow; the Follow's id.</summary>
    public Task<string> AskAsync(RelayStory story) => MustDoAsync(new { @do = "subscribe", relay = _style == Mastodon ? story.Inbox : story.Actor });

    /// <summary>Sends its Follow and is accepted, and followed back where that is the style; the Follow's id.</summary>
    public async Task<string> SubscribeAsync(RelayStory story)
    {
        var follow = await AskAsync(story);
        await IsAcceptedAsync(story, follow);
        if (_style == LitePub)
            Assert.Equal(new Arrival("Follow", story.Actor, _instance, null, null), await ReceivesAsync("Follow"));
        return follow;
    }

    public async Task IsAcceptedAsync(RelayStory story, string follow) =>
        Assert.Equal(new Arrival("Accept", story.Actor, follow, null, null), await ReceivesAsync("Accept"));

    public Task UnsubscribeAsync() => MustDoAsync(new { @do = "unsubscribe" });

    /// <summary>Writes a note and sends it to the relay in its style; the note's id.</summary>
    public Task<string> PublishAsync(string text) => MustDoAsync(new { @do = "publish", text });

    /// <summary>Likewise, where the relay may not take it.</summary>
    public Task<Outcome> TryToPublishAsync(string text) => _script.DoAsync<Outcome>(new { @do = "publish", text });

    public Task UpdateAsync(string note, string text) => MustDoAsync(new { @do = "update", note, text });

    public Task DeleteAsync(string note) => MustDoAsync(new { @do = "delete", note });

    /// <summary>Answers every delivery so from now on.</summary>
    public Task AnswerAsync(int status, int? retryAfter = null) => MustDoAsync(new { @do = "answer", status, retryAfter });

    /// <summary>Takes deliveries again.</summary>
    public Task TakeAsync() => MustDoAsync(new { @do = "answer" });

    /// <summary>The next activity of one of these types; each is given out once, in the order they came.</summary>
    public async Task<Arrival> ReceivesAsync(params string[] types)
    {
        var said = await _script.ExpectAsync("received", said => types.Contains(said.GetProperty("type").GetString()));
        return said.Deserialize<Arrival>(JsonSerializerOptions.Web)!;
    }

    /// <summary>The next post, in whichever of the two ways it comes.</summary>
    public Task<Arrival> ReceivesPostAsync() => ReceivesAsync("Create", "Announce");

    /// <summary>Waits until it has turned a delivery away.</summary>
    public Task TurnsAwayAsync() => _script.ExpectAsync("turned-away");

    private async Task<string> MustDoAsync(object command)
    {
        var outcome = await _script.DoAsync<Outcome>(command);
        Assert.True(outcome.Ok, $"{_style}: {outcome.Error}\n{string.Join('\n', outcome.Exchanges)}");
        return outcome.Body?.GetString() ?? "";
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
