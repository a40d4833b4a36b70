using System.Diagnostics;
using System.Threading.Channels;

namespace FedFilter.Tests.Interop;

/// <summary>A program run beside the test: lines go in, lines come out, and it ends with the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _name;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _unclaimed = [];
    private int _openStreams = 2;

    private ChildProcess(ProcessStartInfo start)
    {
        _name = string.Join(' ', start.ArgumentList);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Take;
        _process.ErrorDataReceived += Take;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static ChildProcess Start(string program, IEnumerable<string> arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ChildProcess(start);
    }

    public int Id => _process.Id;

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line.AsMemory(), TestContext.Current.CancellationToken);

    /// <summary>The first line so far, or else to come, that is wanted; each is given out once.</summary>
    public async Task<string> ExpectAsync(Func<string, bool> wanted, string what)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        var found = _unclaimed.FindIndex(line => wanted(line));
        try
        {
            while (found < 0)
            {
                _unclaimed.Add(await _lines.Reader.ReadAsync(deadline.Token));
                found = wanted(_unclaimed[^1]) ? _unclaimed.Count - 1 : -1;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            Assert.Fail($"`{_name}` did not say {what}. What it said instead:\n{string.Join('\n', _unclaimed)}");
        }

        var line = _unclaimed[found];
        _unclaimed.RemoveAt(found);
        return line;
    }

    /// <summary>Everything it says until it ends by itself.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        var said = await _lines.Reader.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(_process.ExitCode == 0, $"`{_name}` ended with {_process.ExitCode}:\n{string.Join('\n', said)}");
        return said;
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
            _lines.Writer.TryWrite(line.Data);
        else if (Interlocked.Decrement(ref _openStreams) == 0)
            _lines.Writer.Complete();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
