using System.Net;
using FedFilter.Tests.Interop;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Audit;

/// <summary>The built program as a process of its own, with a data folder of its own, in the midst of a world: it can be killed.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    private readonly GatewayWorld _world;
    private readonly ChildProcess _process;

    private ServedProgram(GatewayWorld world, ChildProcess process) => (_world, _process) = (world, process);

    public int Id => _process.Id;

    /// <summary>The world's requests go to it from now on.</summary>
    public static async Task<ServedProgram> StartAsync(GatewayWorld world)
    {
        // Ignored signals stay so across exec: a file that may not grow is then an error of the write, as a full disk is.
        var process = ChildProcess.Start(
            "bash", ["-c", $"trap '' XFSZ; exec dotnet '{Path.Combine(AppContext.BaseDirectory, "fedfilter.dll")}' serve"], world.Folder, ("FEDFILTER__DATA", DataOf(world)));
        var listening = await process.ExpectAsync(line => line.StartsWith("listening on http://", StringComparison.Ordinal), "that it listens");
        world.Another = new Uri(listening["listening on ".Length..]).Port;
        return new ServedProgram(world, process);
    }

    public static string DataOf(GatewayWorld world) => Path.Combine(world.Folder, "other-data");

    /// <summary>A refusal's id; null where there was no answer, or another one.</summary>
    public async Task<string?> RefusedAsync(string path)
    {
        try
        {
            using var answer = await _world.FetchAsync(path, _world.Stranger.Key);
            return answer.StatusCode == HttpStatusCode.Forbidden ? await GatewayWorld.ProblemAsync(answer, "decision") : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException)
        {
            return null;
        }
    }

    /// <summary>SIGKILL.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
