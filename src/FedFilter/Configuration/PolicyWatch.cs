using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using FedFilter.Policy;
using FedFilter.Policy.Lists;

namespace FedFilter.Configuration;

/// <summary>
/// Looks at the policy folder once a second and takes a changed set into force, or keeps the last good one and says what is wrong.
/// On SIGHUP it reads the folder again at the next look, whether it seems changed or not. Looking is used instead of file events because
/// these do not arrive through bind mounts and network file systems.
/// </summary>
internal sealed class PolicyWatch(Settings settings, PolicyStore store, TimeProvider time, ILogger<PolicyWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Meter _meter = Measured(store);

    // Empty at first, so that a change between the first load and the first look is not missed.
    private volatile string _seen = "";

    // An editor empties a file before it fills it, and a copy is many files: only what two looks find alike is read.
    private string _last = "";
    private IReadOnlyList<ListDeclaration> _lists = [.. store.Current.Lists.Select(list => list.Declaration)];
    private Dictionary<string, string?> _told = [];
    private PosixSignalRegistration? _hangUp;

    /// <summary>Listens to the signal before anyone is told that the program runs: until then it would end it.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, ReadAgain);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Looks once. Whatever goes wrong in reading a file, the gateway goes on with what it has.</summary>
    public async Task LookAsync()
    {
        try
        {
            var found = Fingerprint();
            var isAtRest = found == _last || _seen.Length == 0;
            _last = found;
            if (found == _seen || !isAtRest)
                return;
            _seen = found;

            // It may take a second, and the threads of the pool are for requests.
            await Task.Factory.StartNew(Load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            ConfigurationLog.LookFailed(log, store.Current.Revision, e);
        }
    }

    public override void Dispose()
    {
        _hangUp?.Dispose();
        _meter.Dispose();
        base.Dispose();
    }

    private static Meter Measured(PolicyStore store)
    {
        var meter = new Meter("FedFilter.Policy");
        meter.CreateObservableGauge(
            "fedfilter.policy.problems", () => store.Problems.Count, description: "What is wrong in the policy folder; while it is not 0, the last good set is in force.");
        return meter;
    }

    private void ReadAgain(PosixSignalContext signal)
    {
        signal.Cancel = true; // it would end the program
        ConfigurationLog.ReadAgain(log);
        _seen = "";
    }

    private void Load()
    {
        var compilation = PolicyFolder.Load(settings);
        var (set, problems) = compilation;
        _lists = compilation.Lists;
        if (set is null)
        {
            store.Keep(problems);
            ConfigurationLog.PolicyKept(log, store.Current.Revision);
            foreach (var problem in problems)
                ConfigurationLog.Problem(log, problem);
            return;
        }

        if (set.Revision != store.Current.Revision || store.Problems.Count > 0)
            ConfigurationLog.PolicyTaken(log, set.Revision, set.Mode);
        store.Take(set);
        Keep(set);
        Tell(set);
    }

    private void Keep(PolicySet set)
    {
        try
        {
            new ListFiles(settings.Policies, settings.Data).Keep(set.Lists);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ConfigurationLog.ListUnkept(log, e.Message);
        }
    }

    /// <summary>Once for each new trouble of a list in a file; fetching tells of the others.</summary>
    private void Tell(PolicySet set)
    {
        var waiting = set.Lists.Where(list => list is { AwaitsAdmin: true, Declaration.File: not null }).ToDictionary(list => list.Name, list => list.Trouble, StringComparer.Ordinal);
        foreach (var list in set.Lists.Where(list => waiting.TryGetValue(list.Name, out var why) && _told.GetValueOrDefault(list.Name) != why))
            if (list.IsRead)
                ConfigurationLog.ListKept(log, list.Name, list.Declaration.Source, list.Trouble!);
            else
                ConfigurationLog.ListUnread(log, list.Name, list.Declaration.Source, list.Trouble!);
        foreach (var name in _told.Keys.Except(waiting.Keys))
            ConfigurationLog.ListWell(log, name);
        _told = waiting;
    }

    private string Fingerprint()
    {
        try
        {
            return PolicyFolder.Fingerprint(settings.Policies, settings.Data, _lists);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message; // a file vanished while we looked; the next look tells
        }
    }
}
