namespace FedFilter.Tests.Interop;

/// <summary>A Fedify server behind the built program, and another that comes to it as a committed peer.</summary>
internal sealed class InteropWorld<TPeer> : IAsyncDisposable
    where TPeer : IPeer
{
    public InteropWorld(GuardedServer server, TPeer peer) => (Server, Peer) = (server, peer);

    public GuardedServer Server { get; }

    public TPeer Peer { get; }

    /// <summary>The policy's refusals of the peer by their codes, newest first.</summary>
    public Task<IReadOnlyList<string>> RefusalCodesAsync() => Server.RefusalCodesAsync(Peer.Host);

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>The worlds there are.</summary>
internal static class InteropWorld
{
    /// <summary>Fedify comes to Fedify.</summary>
    /// <param name="style">How the peer signs at first: <c>cavage</c> or <c>rfc9421</c>.</param>
    /// <param name="policy">One of the shipped sets.</param>
    /// <param name="environment">What both of them are told besides.</param>
    public static Task<InteropWorld<ForeignServer>> FedifyAsync(string style, string policy = "default", params (string Name, string Value)[] environment) =>
        StartAsync("social.test", policy, environment, () => ForeignServer.FedifyAsync("peer.mjs", "friend.test", [ForeignServer.FirstKnock(style), .. environment]));

    public static Task<InteropWorld<ForeignServer>> ActivityPubBotAsync(string policy = "default") =>
        StartAsync("social.test", policy, [], () => ForeignServer.ActivityPubBotAsync("friend.test"));

    public static Task<InteropWorld<SnacServer>> SnacAsync(string policy = "default")
    {
        SnacServer.SkipIfMissing();
        return StartAsync("social.localhost", policy, [], SnacServer.StartAsync);
    }

    private static async Task<InteropWorld<TPeer>> StartAsync<TPeer>(string host, string policy, (string Name, string Value)[] environment, Func<Task<TPeer>> startPeer)
        where TPeer : IPeer
    {
        NodeScript.SkipIfMissing();
        var peer = await startPeer();
        try
        {
            return new InteropWorld<TPeer>(await GuardedServer.StartAsync("origin.mjs", host, GuardedServer.FreePort(), peer.Host, policy, environment), peer);
        }
        catch
        {
            // It is a process of its own and would outlive the test run.
            await peer.DisposeAsync();
            throw;
        }
    }
}
