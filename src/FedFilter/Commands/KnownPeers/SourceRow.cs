using FedFilter.Commands.Commitments;
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

    /// <summary>A table; nothing where there is no source.</summary>
    public static void Write(IAnsiConsole screen, KnownPeer peer)
    {
        var rows = Of(peer);
        if (rows.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("source", "value", "level", "age", "says");
        foreach (var row in rows)
            table.AddRow([.. new[] { row.Source, row.Value, row.Level ?? "", row.At is { } at ? SpanText.Ago(peer.Now - at) : "", row.Says }.Select(text => new Text(text))]);
        screen.Write(table);
    }

    public static object Json(KnownPeer peer) =>
        Of(peer).Select(row => new { source = row.Source, url = row.Url, value = row.Value, level = row.Level, at = row.At, says = row.Says });

    private static SourceRow Attested(Evidence piece) =>
        new($"{piece.Term}, by {Printable(piece.By)}", piece.Says.Value, Words.Of(piece.Level), piece.Begins, Printable(piece.Quote ?? piece.Source ?? "")) { Url = piece.Source };

    private static IEnumerable<SourceRow> Gathered(SourceRecord source, string? pinned) => source.Pieces.IsEmpty
        ? [new(source.Source, source.Texts.IsEmpty ? Words.Of(source.State) : Words.Of(source.Texts[0].State), null, source.ReadAt, Printable(source.Detail)) { Url = source.Url }]
        : source.Pieces.Select(piece => new SourceRow(source.Source, ValueOf(piece), Words.Of(LevelOf(piece, pinned)), source.ReadAt, Printable(source.Detail)) { Url = source.Url });

    private static string ValueOf(Evidence piece) =>
        $"{Printable(piece.Says.Use)}: {piece.Says.Value} ({Words.Of(piece.Says.Party)}, {Words.Of(piece.Says.Scope)}){(piece.State == EvidenceState.InForce ? "" : $", {Words.Of(piece.State)}")}";

    private static EvidenceLevel LevelOf(Evidence piece, string? pinned) =>
        piece.Level == EvidenceLevel.Published && piece.Key is not null && (pinned is null ? piece.KeyIsListed : piece.Key == pinned) ? EvidenceLevel.Signed : piece.Level;

    private static string Printable(string text) => StatementWords.Printable(text.Length > Longest ? text[..Longest] + "…" : text);
}
