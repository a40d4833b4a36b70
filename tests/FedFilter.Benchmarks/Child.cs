using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace FedFilter.Benchmarks;

/// <summary>A process of its own, so that its processor time is its own.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private Child(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>User and system time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentMiB
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024 * 1024);
        }
    }

    public static async Task<Child> StartAsync(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"{assembly} {string.Join(' ', arguments)} did not start");
        var child = new Child(process, new Uri(line[(line.LastIndexOf(' ') + 1)..], UriKind.Absolute));
        _ = child.ListenAsync();
        return child;
    }

    /// <summary>How many lines with these words it has said since it began to listen.</summary>
    public int Said(string words) => _said.Count(line => line.Contains(words, StringComparison.Ordinal));

    public override string ToString() => _process.Id.ToString(CultureInfo.InvariantCulture);

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            _said.Enqueue(line);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
