namespace FedFilter.Tests.Interop;

/// <summary>A Fedify server behind the built program, and a foreign one that comes to it as a committed peer.</summary>
internal sealed class InteropWorld : IAsyncDisposable
{
    private const string OwnHost = "social.test";
    private const string PeerHost = "friend.test";

    private InteropWorld(GuardedServer server, ForeignServer peer) => (Server, Peer) = (server, peer);

    public GuardedServer Server { get; }

    public ForeignServer Peer { get; }

    /// <summary>Fedify comes to Fedify.</summary>
    /// <param name="style">How the peer signs at first: <c>cavage</c> or <c>rfc9421</c>.</param>
    /// <param name="policy">One of the shipped sets.</param>
    /// <param name="environment">What both of them are told besides.</param>
    public static Task<InteropWorld> FedifyAsync(string style, string policy = "default", params (string Name, string Value)[] environment) =>
        StartAsync(policy, environment, () =>
            ForeignServer.FedifyAsync("peer.mjs", PeerHost, [("FIRST_KNOCK", style == "cavage" ? "draft-cavage-http-signatures-12" : style), .. environment]));

    /// <summary>activitypub.bot comes to Fedify.</summary>
    public static Task<InteropWorld> ActivityPubBotAsync(string policy = "default") =>
        StartAsync(policy, [], () => ForeignServer.ActivityPubBotAsync(PeerHost));

    private static async Task<InteropWorld> StartAsync(string policy, (string Name, string Value)[] environment, Func<Task<ForeignServer>> startPeer)
    {
        NodeScript.SkipIfMissing();
        var port = GuardedServer.FreePort();
        var starting = ForeignServer.FedifyAsync("origin.mjs", OwnHost, [("GATEWAYPORT", $"{port}"), .. environment]);
        var peer = await startPeer();
        return new InteropWorld(await GuardedServer.StartAsync(await starting, port, peer.Host, policy), peer);
    }

    /// <summary>The codes of the audit entries about the peer, newest first.</summary>
    public Task<IReadOnlyList<string>> AuditedCodesAsync() => Server.AuditedCodesAsync(Peer.Host);

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await Server.DisposeAsync();
    }
}
