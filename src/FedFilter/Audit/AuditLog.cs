using System.Security.Cryptography;
using System.Threading.Channels;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>
/// Appends to the log. An entry is on disk when <see cref="AppendAsync"/> completes. One writer takes all that waits and commits it
/// together, so that many refusals cost one write-out of the disk; positions have no gaps, because only what is committed gets one.
/// </summary>
internal sealed class AuditLog(IDbContextFactory<FedFilterContext> contexts, ILogger<AuditLog> log) : BackgroundService
{
    private const int MaxBatch = 512;
    private const int MaxWaiting = 8192;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private long? _next;

    /// <summary>Completes when the entry is durable. Whoever stops waiting does not undo it.</summary>
    /// <exception cref="AuditUnavailableException">The store did not take it, or is being closed.</exception>
    public async Task AppendAsync(AuditEntry entry, AuditDetails details, CancellationToken cancellation)
    {
        var waiting = new Waiting(entry, details);
        if (!_waiting.Writer.TryWrite(waiting))
            throw new AuditUnavailableException($"{MaxWaiting} entries wait to be written, or the log is closed");
        await waiting.Written.Task.WaitAsync(cancellation);
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
            var next = _next ?? await AuditPosition.NextAsync(context);
            var position = next;
            foreach (var waiting in batch)
                Add(context, waiting, position++);
            await context.SaveChangesAsync();
            _next = position;
            foreach (var waiting in batch)
                waiting.Written.SetResult();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException or IOException)
        {
            AuditLogMessages.NotWritten(log, batch.Count, e);
            _next = null; // what the disk holds is asked again
            foreach (var waiting in batch)
                waiting.Written.SetException(new AuditUnavailableException("the audit log cannot be written", e));
        }
    }

    private static void Add(FedFilterContext context, Waiting waiting, long position)
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        var details = waiting.Details.Canonical();
        var entry = waiting.Entry with { Details = AuditDetails.Seal(salt, details) };
        context.AuditEntries.Add(new AuditEntryRow
        {
            Sequence = position,
            Id = entry.Id,
            Time = entry.Time.ToUnixTimeMilliseconds(),
            Kind = entry.Kind,
            Peer = entry.Peer ?? entry.Signer ?? entry.ClaimedHost,
            Rule = entry.Rule,
            Code = entry.Code,
            Enforced = entry.Enforced,
            Count = entry.Count ?? 1,
            Of = entry.Of,
            Canonical = entry.Canonical(),
        });
        context.AuditDetails.Add(new AuditDetailsRow { Sequence = position, Salt = salt, Canonical = details });
    }

    private sealed record Waiting(AuditEntry Entry, AuditDetails Details)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
