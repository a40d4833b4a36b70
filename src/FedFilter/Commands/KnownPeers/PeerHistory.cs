using FedFilter.Commands.Commitments;
using FedFilter.Declarations;
using FedFilter.Declarations.Texts;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands.KnownPeers;

/// <summary>What became of a peer's declarations: the last changes, and how its text differs from what was read.</summary>
/// <param name="Changes">The last ones, newest first.</param>
/// <param name="Differences">Of the text that was read to the one that holds, and of that to the one that will.</param>
internal sealed record PeerHistory(
    IReadOnlyList<(long Id, DateTimeOffset Time, EvidenceChange Change)> Changes, IReadOnlyList<(string What, string Diff)> Differences)
{
    private const int Most = 10;

    public static readonly PeerHistory None = new([], []);

    public static async Task<PeerHistory> OfAsync(IServiceProvider services, KnownPeer peer, CancellationToken cancellation)
    {
        var copies = services.GetRequiredService<TextCopies>();
        var differences = new List<(string, string)>();
        foreach (var source in peer.Record?.Sources ?? [])
        {
            // Of the attestation in force: what was confirmed since is no difference any more.
            if (source.Texts.FirstOrDefault(text => peer.Entry?.Attested.Any(piece => piece.Sha256 == text.Sha256 && piece.Source == text.Source) == true) is { } changed)
                await AddAsync(changed.State == EvidenceState.ClauseLost ? "what was read, and what stands there now (what it was read for is lost, as far as can be told)" : "what was read, and what stands there now", changed.Sha256, source.Sha256);
            if (source.Announced is { } next)
                await AddAsync($"what stands there now, and what holds from {next.From:yyyy-MM-dd}", source.Sha256, next.Sha256);
        }

        return new(await services.GetRequiredService<EvidenceNews>().OfAsync(peer.Host, Most, cancellation), differences);

        async Task AddAsync(string what, string? before, string? after)
        {
            if (before is not null && after is not null && await copies.FindAsync(before, cancellation) is { } then && await copies.FindAsync(after, cancellation) is { } now)
                differences.Add((what, TextDiff.Of(then, now)));
        }
    }

    public object DifferencesJson() => Differences.Select(pair => new { what = pair.What, diff = pair.Diff });

    public object ChangesJson() => Changes.Select(news => new
    {
        at = news.Time,
        source = news.Change.Source,
        code = news.Change.Code,
        url = news.Change.Url,
        before = news.Change.Before,
        after = news.Change.After,
        detail = news.Change.Detail,
        diff = news.Change.Diff,
    });

    public void Write(IAnsiConsole screen, KnownPeer peer)
    {
        foreach (var (what, diff) in Differences)
        {
            screen.WriteLine($"{what}:");
            foreach (var line in diff.TrimEnd('\n').Split('\n'))
                screen.WriteLine($"  {StatementWords.Printable(line)}");
        }

        if (Differences.Count > 0 && peer.Entry is { Attested: [{ Source: { } source }, ..] attested })
            screen.WriteLine($"If it still says so: fedfilter peers attest {peer.Host} {string.Join(' ', attested.Select(piece => $"--term {piece.Term}"))} --source {StatementWords.Printable(source)}");
        foreach (var (_, time, change) in Changes)
            screen.WriteLine($"{time.UtcDateTime:yyyy-MM-dd HH:mm}Z {change.Code}, {change.Source}: {StatementWords.Printable(change.Detail)}");
    }
}
