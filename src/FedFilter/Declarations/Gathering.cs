using System.Collections.Concurrent;
using System.Collections.Immutable;
using FedFilter.Declarations.Texts;
using FedFilter.Network;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Declarations;

/// <summary>Asks peers what they declare, and keeps it. Requests that wait for one peer at one time make one question.</summary>
internal sealed class Gathering(
    IEnumerable<DeclarationSource> sources, PeerRecords records, TextCopies copies, DeclarationsOptions options, AskLimits limits, EvidenceLimits changesOfStrangers, TimeProvider time, ILogger<Gathering> log) : IDisposable
{
    /// <summary>How long a request waits for an answer, before its sender is told to come again.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(3);

    /// <summary>For all sources of one peer together: who sends an octet a second gets no more than this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    /// <summary>Who does not answer is not asked again for every request.</summary>
    private static readonly TimeSpan NotAgainFor = TimeSpan.FromSeconds(30);

    private const int MostMet = 100_000;

    /// <summary>Of what was found at one source, in words; in characters.</summary>
    private const int MaxDetail = 1_024;

    private readonly DeclarationSource[] _sources = [.. sources];
    private readonly SemaphoreSlim _turns = new(32);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _reading = new(StringComparer.Ordinal);

    /// <summary>Peers that were met, each with the host of the origin that it came to first; empty where none is known.</summary>
    private readonly ConcurrentDictionary<string, string> _met = new(StringComparer.Ordinal);

    /// <summary>Asks for a request that depends on it. What is not answered in time goes on, and counts for the next request.</summary>
    /// <param name="peer">Whom.</param>
    /// <param name="origin">The host of the origin that the request is for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<PeerKnowledge> AskAsync(string peer, string origin, CancellationToken cancellation)
    {
        var known = await records.FindAsync(peer, cancellation);
        if (time.GetUtcNow() - known.AskedAt < NotAgainFor)
            return known;
        if (!_underWay.ContainsKey(peer) && !limits.TryTake(peer))
            return known;
        var asking = _underWay.GetOrAdd(peer, new Lazy<Task>(() => Task.Run(() => AskInTurnAsync(peer, origin)))).Value;
        try
        {
            await asking.WaitAsync(Budget, time, cancellation);
        }
        catch (TimeoutException)
        {
            // It goes on without us.
        }

        return await records.FindAsync(peer, cancellation);
    }

    /// <summary>A peer was met: it is asked soon, though nothing depends on it yet.</summary>
    /// <param name="peer">Whom.</param>
    /// <param name="origin">The host of the origin that it came to.</param>
    public void Meet(string peer, string origin)
    {
        if (_met.Count >= MostMet)
            _met.Clear(); // they are on disk
        if (_met.TryAdd(peer, origin))
            _ = Task.Run(() => KeptAsync(peer, () => records.EnrolAsync(peer, CancellationToken.None)));
    }

    /// <summary>Something about a peer changed: what it declares may have too.</summary>
    public void AskSoon(string peer) => _ = Task.Run(() => KeptAsync(peer, () => records.MakeDueAsync(peer, CancellationToken.None)));

    /// <summary>
    /// Reads every source whose time has come; with <paramref name="all"/>, each. One peer is read by one caller at a time; others wait, and
    /// take what was read meanwhile unless they want all.
    /// </summary>
    public Task<PeerRecord> GatherAsync(string peer, bool all, CancellationToken cancellation) => GatherAsync(peer, origin: null, all, cancellation);

    private async Task<PeerRecord> GatherAsync(string peer, string? origin, bool all, CancellationToken cancellation)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waited = false;
        while (_reading.GetOrAdd(peer, turn.Task) is var other && other != turn.Task)
        {
            waited = true;
            await other.WaitAsync(cancellation);
        }

        try
        {
            var before = await records.RecordAsync(peer, cancellation);
            return waited && !all && before is not null ? before : await GatherInTurnAsync(peer, origin, before, all, cancellation);
        }
        finally
        {
            _reading.TryRemove(peer, out _);
            turn.SetResult();
        }
    }

    private async Task<PeerRecord> GatherInTurnAsync(string peer, string? origin, PeerRecord? before, bool all, CancellationToken cancellation)
    {
        var askedFor = before?.Origin ?? (_met.TryGetValue(peer, out var met) && met.Length > 0 ? met : origin is { Length: > 0 } ? origin : null);
        var signAs = options.SignAs(askedFor);
        var now = time.GetUtcNow();
        using var ending = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellation);

        // Two at a time at most reach one host: the client sees to that.
        var read = await Task.WhenAll(_sources.Select(source => ReadAsync(source, new SourceQuestion(peer, options.EntryOf(peer), before?.Of(source.Name), now, signAs), all, either.Token)));
        var found = read.OfType<SourceRecord>().Select(source => source with { Detail = Short(source.Detail) }).ToImmutableArray();
        var failed = found.Any(source => source.State == ReadingState.Unreachable);
        var after = new PeerRecord(peer, before?.FirstAsked ?? now, found) { Origin = askedFor, Failures = failed ? (before?.Failures ?? 0) + 1 : 0 };

        var changes = new List<EvidenceChange>();
        foreach (var source in found)
            foreach (var change in EvidenceComparison.Changes(peer, before?.Of(source.Source), source))
                changes.Add(options.EntryOf(peer) is not null || changesOfStrangers.TryTake(peer)
                    ? await WithDiffAsync(change, cancellation)
                    : new EvidenceChange(RegistrableDomain.Of(peer), "", change.Code) { Count = 1, Detail = "" });
        await records.SaveAsync(after, AskSchedule.Next(after, now), changes, cancellation);
        return after;
    }

    private async Task KeptAsync(string peer, Func<Task> keep)
    {
        try
        {
            await keep();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException or ObjectDisposedException)
        {
            _met.TryRemove(peer, out _); // the next request of theirs tries again
            DeclarationsLog.Unkept(log, peer, e.GetBaseException().Message);
        }
    }

    private async Task AskInTurnAsync(string peer, string origin)
    {
        await _turns.WaitAsync();
        try
        {
            await GatherAsync(peer, origin, all: false, CancellationToken.None);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException or ObjectDisposedException or OperationCanceledException)
        {
            DeclarationsLog.Unkept(log, peer, e.GetBaseException().Message);
        }
        finally
        {
            _turns.Release();
            _underWay.TryRemove(peer, out _);
        }
    }

    private static async Task<SourceRecord?> ReadAsync(DeclarationSource source, SourceQuestion question, bool all, CancellationToken cancellation)
    {
        var (before, now) = (question.Before, question.Now);
        if (!all && before is not null && now - before.ReadAt < source.RestsFor)
            return before;
        try
        {
            return await source.ReadAsync(question, cancellation);
        }
        catch (OperationCanceledException)
        {
            return (before ?? new SourceRecord(source.Name, ReadingState.Unreachable, "", now)).Unanswered(ReadingState.Unreachable, $"no answer within {Longest.TotalSeconds:0} s", now);
        }
    }

    private static string Short(string detail) => detail.Length <= MaxDetail ? detail : detail[..(MaxDetail - 1)] + "…";

    private async Task<EvidenceChange> WithDiffAsync(EvidenceChange change, CancellationToken cancellation) =>
        change is { Before: { } before, After: { } after }
        && await copies.FindAsync(before, cancellation) is { } then && await copies.FindAsync(after, cancellation) is { } now
            ? change with { Diff = TextDiff.Of(then, now) }
            : change;

    public void Dispose() => _turns.Dispose();
}
