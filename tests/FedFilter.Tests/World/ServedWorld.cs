using System.Diagnostics;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.Interop;

namespace FedFilter.Tests.World;

/// <summary>The small fediverse of <see cref="GatewayWorld"/>, its gateway being the built program as a process of its own, as an admin runs it.</summary>
internal sealed class ServedWorld : IAsyncDisposable
{
    private ServedWorld(string folder, FakeOrigin origin, FakePeer friend, FakePeer stranger, ChildProcess program, Outside outside) =>
        (Folder, Origin, Friend, Stranger, Program, Outside) = (folder, origin, friend, stranger, program, outside);

    public string Folder { get; }

    public FakeOrigin Origin { get; }

    public FakePeer Friend { get; }

    public FakePeer Stranger { get; }

    /// <summary>With what it prints and logs.</summary>
    public ChildProcess Program { get; }

    public Outside Outside { get; }

    public static async Task<ServedWorld> StartAsync()
    {
        var origin = await FakeOrigin.StartAsync();
        var (friend, stranger) = (await FakePeer.StartAsync("friend.example"), await FakePeer.StartAsync("stranger.example"));
        var folder = await WorldFolder.WriteAsync(
            origin.Port, new Dictionary<string, string> { [friend.Host] = $"127.0.0.1:{friend.Port}", [stranger.Host] = $"127.0.0.1:{stranger.Port}" });

        // What it declares is known from the start: a gateway that has to ask first holds what is not answered within three seconds.
        Assert.Equal(0, (await BuiltProgram.RunAsync(folder, "peers", "refresh", stranger.Host)).Code);
        var program = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), "serve"], folder);
        var listening = await program.ExpectAsync(line => line.StartsWith("listening on ", StringComparison.Ordinal), "that it listens");
        return new ServedWorld(folder, origin, friend, stranger, program, new Outside(() => new Uri(listening["listening on ".Length..]).Port));
    }

    public Task WritePolicyAsync(string name, string text) => TestFolder.WriteAsync(Path.Combine(Folder, "policies", name), text);

    /// <summary>The status of a fetch of the origin's post.</summary>
    public async Task<int> FetchAsync(SigningKey key)
    {
        using var answer = await Outside.FetchAsync(FakeOrigin.Post, key);
        return (int)answer.StatusCode;
    }

    /// <summary>Stops the program as a service manager does. Returns what it said.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Program.Id}"]);
        return await Program.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Outside.Dispose();
        await Program.DisposeAsync();
        await Origin.DisposeAsync();
        await Friend.DisposeAsync();
        await Stranger.DisposeAsync();
        await TestFolder.DeleteAsync(Folder);
    }
}
