using System.Text.Json;
using FedFilter.Commands.Commitments;
using FedFilter.Commands.KnownPeers;
using FedFilter.Declarations;
using FedFilter.Declarations.Texts;
using FedFilter.Policy;

namespace FedFilter.Commands.PeerEntries;

/// <summary>Reads a text, shows it, asks, and writes the attestation.</summary>
internal sealed class Attesting(AttestWish wish, EntryFile file, PolicySet policy, IServiceProvider services)
{
    private readonly TextClient _texts = services.GetRequiredService<TextClient>();
    private readonly TextCopies _copies = services.GetRequiredService<TextCopies>();

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (!wish.Yes && !wish.Json && Console.IsInputRedirected)
            return Said("There is nobody to ask: say --yes to attest.", CommandLine.BadUsage);
        var now = TimeProvider.System.GetUtcNow();
        var answer = await _texts.ReadAsync(new Uri(wish.Source), cancellation);
        if (answer is not TextReading.Read first)
            return Said($"{wish.Source} cannot be read: {StatementWords.Printable(((TextReading.Failed)answer).Why)}", CommandLine.No);
        var (read, announced) = await _texts.InForceAsync(first, now, cancellation);
        if (wish.Quote is { } quote && !Clause.StandsIn(read.Text.Text, quote))
            return Said($"The quotation does not stand in {wish.Source}. {NearestLine.Words(read.Text.Text, quote)}", CommandLine.No);

        if (!wish.Json)
            Show(read, announced);
        if (!wish.Yes && (wish.Json || !Asks()))
        {
            if (wish.Json)
                WriteJson(read, announced, null, null);
            return Said(wish.Json ? "Nothing was written: say --yes to attest." : "Nothing was written.", CommandLine.No);
        }

        await _copies.KeepAsync(read.Text, wish.Source, cancellation);
        if (announced is not null)
            await _copies.KeepAsync(announced.Text, wish.Source, cancellation);
        var before = await KnownPeer.FindAsync(services, policy, wish.Host, cancellation);
        var keepQuote = file.Of("quote") is [var old] && Clause.StandsIn(read.Text.Text, old);
        var asWritten = wish with { Quote = wish.Quote is null ? null : Clause.Tidied(wish.Quote) };
        if (file.Change(asWritten.Changes(read.Text.Sha256, keepQuote, file, now)) is not { } set)
            return CommandLine.BadUsage;

        // A running `serve` looks at the text once it knows of the entry, and again from day to day.
        await services.GetRequiredService<PeerRecords>().MakeDueAsync(wish.Host, TimeSpan.FromSeconds(5), cancellation);
        var after = before with { Policy = set, Now = TimeProvider.System.GetUtcNow() };
        if (wish.Json)
            WriteJson(read, announced, before, after);
        else
            WriteText(before, after, keepQuote);
        return CommandLine.Done;
    }

    private void Show(TextReading.Read read, TextReading.Read? announced)
    {
        Console.WriteLine($"{read.Url}, sha256 {read.Text.Sha256}:\n");
        TextPager.Write(read.Text.Text.Split('\n').Select(StatementWords.Printable), pages: !wish.Yes);
        Console.WriteLine();
        if (announced is { Effective: { } from })
            Console.WriteLine($"Another text holds from {from:yyyy-MM-dd}; `fedfilter peers show {wish.Host}` shows the difference once it was looked up.\n");
    }

    private bool Asks()
    {
        Console.Write($"Do you vouch that {wish.Host} commits itself to {string.Join(", ", wish.Terms)} by this text? [y/N] ");
        return Console.In.ReadLine() is "y" or "Y" or "yes";
    }

    private void WriteText(KnownPeer before, KnownPeer after, bool keepQuote)
    {
        Console.WriteLine($"wrote {file.Path}");
        if (wish.Quote is null && !keepQuote && file.Of("quote").Count > 0)
            Console.WriteLine("The sentence that was noted before does not stand in the text any more, and is noted no longer; --quote notes another.");
        StandingChange.Write(before, after);
    }

    private void WriteJson(TextReading.Read read, TextReading.Read? announced, KnownPeer? before, KnownPeer? after) => Console.WriteLine(JsonSerializer.Serialize(
        new
        {
            host = wish.Host,
            source = wish.Source,
            url = read.Url.AbsoluteUri,
            sha256 = read.Text.Sha256,
            text = read.Text.Text,
            announced = announced?.Effective,
            written = after is not null,
            file = after is null ? null : file.Path,
            before = before is null ? null : PeerText.StandingJson(before.Standing),
            after = after is null ? null : PeerText.StandingJson(after.Standing),
        },
        Words.Indented));

    private static int Said(string words, int code)
    {
        Console.Error.WriteLine(words);
        return code;
    }
}
