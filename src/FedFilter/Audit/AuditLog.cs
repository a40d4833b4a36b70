using System.Threading.Channels;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>
/// Appends to the log. An entry is on disk when <see cref="AppendAsync"/> completes. One writer takes all that waits and commits it
/// together, so that many refusals cost one write-out of the disk; positions have no gaps, because only what is committed gets one.
/// </summary>
internal sealed class AuditLog(IDbContextFactory<FedFilterContext> contexts, AuditMetrics metrics, ILogger<AuditLog> log) : BackgroundService
{
    private const int MaxBatch = 512;
    private const int MaxWaiting = 8192;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly LogWriter _writer = new();
    private long _failed;

    /// <summary>Completes when the entry is durable. Whoever stops waiting does not undo it.</summary>
    /// <exception cref="AuditUnavailableException">The store did not take it, or is being closed.</exception>
    public async Task AppendAsync(AuditEntry entry, AuditDetails details, CancellationToken cancellation)
    {
        var waiting = new Waiting(SealedEntry.Of(entry, details));
        if (!_waiting.Writer.TryWrite(waiting))
            throw new AuditUnavailableException($"{MaxWaiting} entries wait to be written, or the log is closed");
        await waiting.Written.Task.WaitAsync(cancellation);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await AuditUpgrade.RunAsync(contexts, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>(MaxBatch);

        // Ends when the channel is closed and empty, not when the token says so: who waits was promised an entry.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            await WriteAsync(batch);
            batch.Clear();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing)
            await writing.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            await _writer.WriteAsync(context, [.. batch.Select(waiting => waiting.Entry)]);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            Fail(batch, e);
            return;
        }

        if (_failed > 0)
            AuditLogMessages.WrittenAgain(log, _failed);
        _failed = 0;
        foreach (var waiting in batch)
            waiting.Written.SetResult();
    }

    /// <summary>Said once until it heals: anyone can cause refusals, and the disk may be full already.</summary>
    private void Fail(List<Waiting> batch, Exception e)
    {
        if (_failed == 0)
            AuditLogMessages.NotWritten(log, batch.Count, e);
        _failed += batch.Count;
        metrics.NotWritten(batch.Count);
        foreach (var waiting in batch)
            waiting.Written.SetException(new AuditUnavailableException("the audit log cannot be written", e));
    }

    private sealed record Waiting(SealedEntry Entry)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
