using System.Globalization;
using FedFilter.Commands.Commitments;
using FedFilter.Commands.KnownPeers;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary>What commands about one peer share: how it is named, and what is known of it.</summary>
internal static class PeerText
{
    /// <summary>A host, or a URL on it; says what is wrong otherwise.</summary>
    public static bool TryRead(string text, Settings settings, out string peer)
    {
        if (!TryName(text, out peer))
            return false;
        if (!settings.OwnHosts.Contains(peer))
            return true;
        Console.Error.WriteLine($"{peer} is one of your own hosts; nothing is decided about it.");
        return false;
    }

    /// <summary>Likewise, own hosts included.</summary>
    public static bool TryName(string text, out string peer)
    {
        var authority = text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var url) ? url.Authority : text;
        if (PeerName.TryParse(authority, out peer))
            return true;
        Console.Error.WriteLine($"`{text}` names no peer: give a host such as friend.example, or a URL on it.");
        return false;
    }

    /// <summary>The day from which a declaration counts.</summary>
    public static string? FirstDay(Evidence piece) => Day(piece.Begins);

    /// <summary>The last day on which it counts.</summary>
    public static string? LastDay(Evidence piece) => Day(piece.Ends?.AddTicks(-1));

    private static string? Day(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Table Standing(Standing standing)
    {
        var terms = new Table().Border(TableBorder.Simple).AddColumns("term", "standing", "because");
        foreach (var term in standing.Terms)
            terms.AddRow(Markup.Escape(term.Term), Words.Of(term.State), Markup.Escape(StatementWords.Printable(term.Because)));
        return terms;
    }

    public static void WriteLists(IAnsiConsole screen, PolicySet policy, string peer)
    {
        foreach (var (list, entry) in policy.ListsOf(peer))
            screen.MarkupLineInterpolated($" on the list {list.Name}, by its entry {entry}");
    }

    public static void WriteOverride(IAnsiConsole screen, KnownPeer peer, bool named = false)
    {
        if (peer.Override is { } exception)
            screen.MarkupLineInterpolated($"  {(named ? $"{peer.Host}: " : "")}[yellow]allowed until {exception.Until.UtcDateTime:yyyy-MM-dd HH:mm}Z[/] by {StatementWords.Printable(exception.By)}, whatever the rules say: {StatementWords.Printable(exception.Because)}");
    }

    public static object StandingJson(Standing standing) => standing.Terms.Select(term => new { term = term.Term, state = Words.Of(term.State), because = term.Because, held = term.Doubt });

    public static object ListsJson(PolicySet policy, string peer) => policy.ListsOf(peer).Select(pair => new { list = pair.List.Name, entry = pair.Entry });
}
