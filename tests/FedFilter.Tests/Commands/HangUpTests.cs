using System.Diagnostics;
using FedFilter.Tests.Interop;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Commands;

public sealed class HangUpTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task sighup_has_the_policy_read_again_and_does_not_end_the_program()
    {
        Assert.SkipWhen(IsIgnored(), "whoever started these tests had them ignore SIGHUP, as nohup does, and what they start ignores it too");
        await BuiltProgram.RunAsync(_folder, "init");
        var configuration = Path.Combine(_folder, "fedfilter.yaml");
        await File.WriteAllTextAsync(configuration, (await File.ReadAllTextAsync(configuration, Cancellation)).Replace("127.0.0.1:8080", "127.0.0.1:0", StringComparison.Ordinal), Cancellation);
        await using var serve = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), "serve"], _folder);
        await serve.ExpectAsync(line => line.StartsWith("listening on", StringComparison.Ordinal), "that it listens");

        using var kill = Process.Start("kill", ["-HUP", $"{serve.Id}"]);
        await serve.ExpectAsync(line => line.Contains("read again", StringComparison.Ordinal), "that it reads the policy again");

        await File.AppendAllTextAsync(Path.Combine(_folder, "policies", "peers.yaml"), "# changed\n", Cancellation);
        await serve.ExpectAsync(line => line.Contains("is in force", StringComparison.Ordinal), "that it goes on");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>proc(5): the signals that this process ignores, a bit each; SIGHUP is the first.</summary>
    private static bool IsIgnored() =>
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[^1] is var last && int.IsOddInteger(Convert.ToInt32($"{last}", 16));
}
