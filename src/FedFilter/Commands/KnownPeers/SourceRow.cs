using FedFilter.Declarations;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands.KnownPeers;

/// <summary>What one source says of a peer, or why it says nothing.</summary>
/// <param name="Source">Where it stands.</param>
/// <param name="Value">What it says, or how reading it went.</param>
/// <param name="Level">How sure that is; null where it says nothing.</param>
/// <param name="At">When it was read.</param>
/// <param name="Says">A snippet.</param>
internal sealed record SourceRow(string Source, string Value, string? Level, DateTimeOffset? At, string Says)
{
    private const int Longest = 160;

    public string? Url { get; init; }

    public static IReadOnlyList<SourceRow> Of(KnownPeer peer) =>
        [.. (peer.Entry?.Attested ?? []).Select(Attested), .. OfRecord(peer)];

    /// <summary>Of what the peer says itself.</summary>
    public static IEnumerable<SourceRow> OfRecord(KnownPeer peer) => (peer.Record?.Sources ?? []).SelectMany(source => Gathered(source, peer.Entry?.Key));

    public static Table Table(KnownPeer peer)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("source", "value", "level", "age", "says");
        foreach (var row in Of(peer))
            table.AddRow([.. new[] { row.Source, row.Value, row.Level ?? "", row.At is { } at ? SpanText.Ago(peer.Now - at) : "", row.Says }.Select(text => new Text(text))]);
        return table;
    }

    public static object Json(KnownPeer peer) =>
        Of(peer).Select(row => new { source = row.Source, url = row.Url, value = row.Value, level = row.Level, at = row.At, says = row.Says });

    private static SourceRow Attested(Evidence piece) =>
        new($"{piece.Term}, by {Printable(piece.By)}", piece.Says.Value, Words.Of(piece.Level), piece.Begins, Printable(piece.Quote ?? piece.Source ?? "")) { Url = piece.Source };

    private static IEnumerable<SourceRow> Gathered(SourceRecord source, string? pinned)
    {
        if (source.Pieces.IsEmpty)
            yield return new(source.Source, Words.Of(source.State), null, source.ReadAt, Printable(source.Detail)) { Url = source.Url };
        foreach (var piece in source.Pieces)
            yield return new(
                source.Source, $"{Printable(piece.Says.Use)}: {piece.Says.Value} ({Words.Of(piece.Says.Party)}, {Words.Of(piece.Says.Scope)}){(piece.State == EvidenceState.InForce ? "" : $", {Words.Of(piece.State)}")}",
                Words.Of(LevelOf(piece, pinned)), source.ReadAt, Printable(source.Detail)) { Url = source.Url };
    }

    private static EvidenceLevel LevelOf(Evidence piece, string? pinned) =>
        piece.Level == EvidenceLevel.Published && piece.Key is not null && (pinned is null ? piece.KeyIsListed : piece.Key == pinned) ? EvidenceLevel.Signed : piece.Level;

    private static string Printable(string text) => StatementWords.Printable(text.Length > Longest ? text[..Longest] + "…" : text);
}
