using System.Text.Json;
using FedFilter.Declarations.Commitments;

namespace FedFilter.Commands.Commitments;

/// <summary>What <c>commitment verify</c> prints.</summary>
internal static class DocumentWords
{
    private sealed record Verdict(string Result, string Says, CommitmentDocument? Document, string? Sha256, string? Code = null, string? Key = null);

    public static void Write(DocumentSource.Missing missing, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { url = missing.Url, result = missing.Code, says = missing.Why }, Words.Indented));
        else
            Console.WriteLine($"{missing.Url}: {missing.Code}: {StatementWords.Printable(missing.Why)}");
    }

    public static void Write(DocumentSource.Found found, CommitmentResult result, bool json)
    {
        var verdict = Of(found, result);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    url = found.Url,
                    host = found.Host,
                    result = verdict.Result,
                    code = verdict.Code,
                    says = verdict.Says,
                    key = verdict.Key,
                    sha256 = verdict.Sha256,
                    issued = verdict.Document?.Issued,
                    expires = verdict.Document?.Expires,
                    commitments = verdict.Document?.Commitments.Select(commitment => new
                    {
                        use = commitment.Use,
                        party = Words.Of(commitment.Party),
                        scope = Words.Of(commitment.Scope),
                        value = commitment.Value,
                    }),
                },
                Words.Indented));
        else
            WriteText(found, verdict);
    }

    private static void WriteText(DocumentSource.Found found, Verdict verdict)
    {
        Console.WriteLine($"{found.Url}: {verdict.Result}{(verdict.Code is null ? "" : $" ({verdict.Code})")}: {verdict.Says}");
        if (verdict.Document is not { } document)
            return;
        foreach (var line in StatementWords.Of(document))
            Console.WriteLine($"  {line}");
        foreach (var text in document.Terms)
            Console.WriteLine($"  in words for people: {StatementWords.Printable(text.Url)}");
        Console.WriteLine($"  issued {CommitmentWriter.Time(document.Issued)}, expires {CommitmentWriter.Time(document.Expires)}, sha256 {verdict.Sha256}");
        if (verdict.Key is { } key)
            Console.WriteLine($"  key {key}");
        Console.WriteLine("  A signature proves who said it and that it was not changed, not that it is kept.");
    }

    private static Verdict Of(DocumentSource.Found found, CommitmentResult result) => result switch
    {
        CommitmentResult.Signed signed => new(
            "signed",
            signed.Binding == KeyBinding.Pinned
                ? $"said by {found.Host}, with the pinned key"
                : $"said by {found.Host}, with a key that its own actor lists",
            signed.Document, signed.Sha256, Key: DidKey.Of(signed.Key)),
        CommitmentResult.Published { UnboundKey: { } key } published => new(
            "published",
            $"signed with a key that nothing binds to {found.Host}: it counts as served by that host, one level below signed. "
            + "Have its admin confirm the key, and pin it",
            published.Document, published.Sha256, Key: DidKey.Of(key)),
        CommitmentResult.Published published => new(
            "published", "not signed: it counts as served by that host, one level below signed", published.Document, published.Sha256),
        CommitmentResult.Invalid invalid => new("invalid", invalid.Detail, null, null, invalid.Fault.Code()),
        CommitmentResult.Expired expired => new("expired", "it does not count any more", expired.Document, expired.Sha256),
        CommitmentResult.NotYetValid early => new("not-yet-valid", "it does not count yet", early.Document, early.Sha256),
        CommitmentResult.KeyChanged changed => new(
            "key-changed",
            changed.Now is null ? $"it is not signed with {DidKey.Of(changed.Before)}, or not at all" : $"it is not signed with {DidKey.Of(changed.Before)}",
            changed.Document, changed.Sha256, Key: changed.Now is null ? null : DidKey.Of(changed.Now)),
        _ => throw new InvalidOperationException($"Unexpected {result.GetType()}."),
    };
}
