using FedFilter.Commands.Commitments;
using FedFilter.Commands.KnownPeers;
using FedFilter.Declarations;
using FedFilter.Policy;

namespace FedFilter.Commands;

/// <summary>A peer that was asked just now, beside what was known before.</summary>
internal sealed record Refreshed(string Host, PeerRecord? Before, PeerRecord After)
{
    public static async Task<Refreshed> OfAsync(Gathering gathering, PeerRecords records, string host, CancellationToken cancellation) =>
        new(host, await records.RecordAsync(host, cancellation), await gathering.GatherAsync(host, all: true, cancellation));

    /// <summary>The sources that did not answer, with why.</summary>
    public IReadOnlyList<SourceRecord> Unanswered => [.. After.Sources.Where(source => source.State == ReadingState.Unreachable)];

    private IEnumerable<EvidenceChange> Changes => After.Sources.SelectMany(source => EvidenceComparison.Changes(Host, Before?.Of(source.Source), source));

    public object Json(PolicySet policy) => new
    {
        host = Host,
        unanswered = Unanswered.Select(source => new { source = source.Source, url = source.Url, says = source.Detail }),
        changes = Changes.Select(change => new { source = change.Source, code = change.Code, url = change.Url, before = change.Before, after = change.After, detail = change.Detail }),
        standing = PeerText.StandingJson(Known(policy).Standing),
    };

    /// <summary>What changed; of the only host that was asked, how it stands besides.</summary>
    public void Write(PolicySet policy, bool isOnly)
    {
        var changes = Changes.ToList();
        foreach (var change in changes)
            Console.WriteLine($"{Host}: {change.Code}, {change.Source}: {StatementWords.Printable(change.Detail)}");
        foreach (var source in Unanswered)
            Console.WriteLine($"{Host}: {source.Source}: no answer: {StatementWords.Printable(source.Detail)}");
        if (!isOnly)
            return;
        if (changes.Count == 0)
            Console.WriteLine($"{Host}: nothing changed");
        foreach (var term in Known(policy).Standing.Terms)
            Console.WriteLine($"{Host}, {term.Term}: {Words.Of(term.State)} ({StatementWords.Printable(term.Because)})");
    }

    private KnownPeer Known(PolicySet policy) => new(Host, policy, After, TimeProvider.System.GetUtcNow());
}
