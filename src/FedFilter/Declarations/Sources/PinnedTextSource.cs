using FedFilter.Declarations.Texts;
using FedFilter.Network;
using FedFilter.Policy.Facts;

namespace FedFilter.Declarations.Sources;

/// <summary>The text behind an attestation: is it still the one that was read? A version that is announced is looked at before it holds.</summary>
internal sealed class PinnedTextSource(TextClient client, TextCopies copies) : DeclarationSource
{
    public override string Name => "pinned text";

    public override async Task<SourceRecord?> ReadAsync(SourceQuestion question, CancellationToken cancellation)
    {
        var pinned = question.Entry?.Attested.FirstOrDefault(piece => piece is { Source: not null, Sha256: not null });
        if (pinned is null)
            return null;
        var before = question.Before is { } known && known.Url == pinned.Source ? known : new SourceRecord(Name, ReadingState.Absent, "", question.Now) { Url = pinned.Source };

        var texts = client.As(question.UserAgent);
        return await texts.ReadAsync(new Uri(pinned.Source!), cancellation) switch
        {
            TextReading.Read read => await ComparedAsync(texts, before, pinned, read, question.Now, cancellation),
            TextReading.Failed { Fault: DocumentFault.NotFound or DocumentFault.Gone } gone =>
                Answered(before, ReadingState.Absent, gone.Why, question.Now) with { Sha256 = null, Texts = [Changed(before, pinned, EvidenceState.ClauseLost, question.Now)] },
            TextReading.Failed { Fault: DocumentFault.Unreachable } failed => before.Unanswered(ReadingState.Unreachable, failed.Why, question.Now),
            TextReading.Failed failed => before.Unanswered(ReadingState.Unreadable, failed.Why, question.Now),
            _ => before,
        };
    }

    private async Task<SourceRecord> ComparedAsync(TextClient texts, SourceRecord before, Evidence pinned, TextReading.Read first, DateTimeOffset now, CancellationToken cancellation)
    {
        var (read, announced) = await texts.InForceAsync(first, now, cancellation);
        await copies.KeepAsync(read.Text, pinned.Source!, [pinned.Sha256!], cancellation);
        var after = Answered(before, ReadingState.Found, "as it was read", now) with { Sha256 = read.Text.Sha256, Texts = [], Announced = Differs(announced, pinned) };
        if (after.Announced is { } next)
        {
            await copies.KeepAsync(announced!.Text, pinned.Source!, [pinned.Sha256!], cancellation);
            after = after with { Detail = $"as it was read; another text holds from {next.From:yyyy-MM-dd}" };
        }

        if (read.Text.Sha256 == pinned.Sha256)
            return after;
        var lost = Clause.IsLost(await copies.FindAsync(pinned.Sha256!, cancellation), read.Text.Text, pinned.Quote);
        return after with
        {
            Detail = lost ? "another text, without what was relied on as far as can be told" : "another text, with what was relied on",
            Texts = [Changed(before, pinned, lost ? EvidenceState.ClauseLost : EvidenceState.TextChanged, now)],
        };
    }

    private static AnnouncedText? Differs(TextReading.Read? announced, Evidence pinned) =>
        announced is { Effective: { } from } && announced.Text.Sha256 != pinned.Sha256 ? new(announced.Text.Sha256, from) : null;

    private static TextState Changed(SourceRecord before, Evidence pinned, EvidenceState state, DateTimeOffset now)
    {
        var was = before.Texts.FirstOrDefault(text => text.Source == pinned.Source && text.Sha256 == pinned.Sha256);
        return new TextState(pinned.Source!, pinned.Sha256!, state, was?.State == state ? was.Since : now);
    }

    private static SourceRecord Answered(SourceRecord before, ReadingState state, string detail, DateTimeOffset now) =>
        before with { State = state, Detail = detail, ReadAt = now, AnsweredAt = now, UnansweredSince = null };
}
