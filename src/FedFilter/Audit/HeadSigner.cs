using System.Security.Cryptography;
using FedFilter.Audit.Merkle;
using FedFilter.Audit.Signing;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>
/// Signs the log's head: once a second where it has grown, and only what is on disk. At the start the whole log is checked against the head
/// that was signed last, and before each signature the tree is. Where it does not fit, nothing is signed any more; what is served goes on.
/// </summary>
internal sealed class HeadSigner(
    IDbContextFactory<FedFilterContext> contexts, AuditOptions options, LogTree tree, LogCheck check, CheckpointFile file,
    AuditMetrics metrics, TimeProvider time, ILogger<HeadSigner> log) : BackgroundService
{
    private readonly PeriodicTimer _look = new(TimeSpan.FromSeconds(1), time);
    private readonly TaskCompletionSource _checked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NoteSigner? _signer;
    private bool _saidNotSigned;

    /// <summary>The head that was signed last.</summary>
    public SignedHead? Last { get; private set; }

    /// <summary>Why nothing is signed any more; null as long as the log is sound.</summary>
    public LogFault? Fault { get; private set; }

    /// <summary>Completes when the log was checked, whatever was found.</summary>
    public Task Checked => _checked.Task;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await AuditUpgrade.RunAsync(contexts, cancellationToken);
        try
        {
            Last = file.Read();
        }
        catch (InvalidDataException e)
        {
            Break(new LogFault(0, null, e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FedFilterStartException($"{file.Path} cannot be read: {e.Message} Let this user own it.");
        }

        // A log keeps the name it began with, also where the configuration puts another origin first.
        _signer = NoteSigner.FromPem(Last?.Head.Origin ?? options.Name, options.KeyPem);
        if (Last is { } last && !last.Note.IsSignedBy(_signer.Verifier))
            Break(new LogFault(0, null, $"{file.Path} is not signed by the log's key"));
        metrics.Signed = Last?.Head.Size ?? 0;
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await TryAsync(() => CheckAsync(stoppingToken)))
                await _look.WaitForNextTickAsync(stoppingToken);
            _checked.TrySetResult();
            do
                await TryAsync(() => SignAsync(stoppingToken));
            while (await _look.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_checked.Task.IsCompleted)
            await TryAsync(() => SignAsync(cancellationToken));
    }

    public override void Dispose()
    {
        _look.Dispose();
        _signer?.Dispose();
        base.Dispose();
    }

    private async Task CheckAsync(CancellationToken cancellation)
    {
        if (Fault is null && (await check.RunAsync(Last is { } last ? [last.Head] : [], cancellation)).Fault is { } fault)
            Break(fault);
    }

    private async Task SignAsync(CancellationToken cancellation)
    {
        if (Fault is not null || await tree.SizeAsync(cancellation) is var size && size == Last?.Head.Size)
            return;
        if (Last is null && size > 0)
            AuditLogMessages.FirstHead(log, size);
        if (Last is { } last && await check.HeadsAsync([last.Head], size) is { } fault)
        {
            Break(fault);
            return;
        }

        var head = new TreeHead(_signer!.Verifier.Name, size, await tree.Open().RootAsync(size));
        var note = _signer.Sign(head.Text);
        file.Write(note); // before anyone sees it: what was once published must not be forgotten
        Last = new SignedHead(head, note);
        metrics.Signed = size;
        _saidNotSigned = false;
    }

    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (TreeFaultException e)
        {
            Break(new LogFault(e.First, null, e.Message));
            return true;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            if (!_saidNotSigned)
                AuditLogMessages.NotSigned(log, e.Message);
            _saidNotSigned = true;
            return false;
        }
    }

    private void Break(LogFault fault)
    {
        Fault = fault;
        metrics.IsSound = false;
        AuditLogMessages.NotSound(log, fault);
    }
}
