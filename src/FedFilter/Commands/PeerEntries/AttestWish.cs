using System.Globalization;
using FedFilter.Policy;
using FedFilter.Policy.Editing;

namespace FedFilter.Commands.PeerEntries;

/// <summary>What <c>peers attest</c> was asked for.</summary>
/// <param name="Host">The peer, in canonical form.</param>
/// <param name="Terms">What it commits itself to.</param>
/// <param name="Source">The URL of its text.</param>
internal sealed record AttestWish(string Host, IReadOnlyList<string> Terms, string Source)
{
    public string? Quote { get; init; }

    public string? Expires { get; init; }

    public string? For { get; init; }

    public string? Note { get; init; }

    public required string By { get; init; }

    public bool Yes { get; init; }

    public bool Json { get; init; }

    /// <summary>What is wrong with it, and what would be right; null if nothing is.</summary>
    public string? Fault(PolicySet policy, EntryFile file, DateTimeOffset now)
    {
        if (Terms.FirstOrDefault(term => policy.Terms.All(known => known.Name != term)) is { } unknown)
            return $"There is no term `{Policy.Yaml.Quote.Of(unknown)}` in the policy; there are: {string.Join(", ", policy.Terms.Select(term => term.Name))}.";
        if (!Uri.TryCreate(Source, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            return $"--source takes the URL of the text that {Host} publishes, such as https://{Host}/terms.";
        if (Quote is not null && string.IsNullOrWhiteSpace(Quote))
            return "--quote takes the sentence in the text that says so.";
        if (string.IsNullOrWhiteSpace(By))
            return "--by takes the name of who vouches for it.";
        if (Expires is not null && For is not null)
            return "Give --expires or --for, not both.";
        if (For is not null && SpanText.Parse(For) is null)
            return $"--for takes a time such as 365d, not `{Policy.Yaml.Quote.Of(For)}`.";
        if (Expires is not null && (Day(Expires) is not { } day || day < DateOnly.FromDateTime(now.UtcDateTime)))
            return $"--expires takes a day to come, such as {now.AddYears(1).UtcDateTime:yyyy-MM-dd}, not `{Policy.Yaml.Quote.Of(Expires)}`.";

        // One entry has one text: a term that is not named now would rest on a text that nobody read for it.
        if (file.Of("attests").Except(Terms).ToList() is { Count: > 0 } others)
            return $"{file.Path}: {Host} is attested {string.Join(", ", others)} too, and all rest on one text: name {(others.Count == 1 ? "it" : "them")} with --term as well, or `fedfilter peers revoke {Host} --term {others[0]}` first.";
        return file.Of("denies").Except(Terms).Any()
            ? $"{file.Path}: of {Host} {string.Join(", ", file.Of("denies").Except(Terms))} is denied by the same entry: change it by hand."
            : null;
    }

    /// <summary>The changes to the host's entry, once the text is read.</summary>
    /// <param name="sha256">Of the text.</param>
    /// <param name="keepQuote">Whether the sentence noted before stands in it.</param>
    /// <param name="before">The entry as it is.</param>
    /// <param name="now">When it was read.</param>
    public IReadOnlyList<PeerChange> Changes(string sha256, bool keepQuote, EntryFile before, DateTimeOffset now)
    {
        var changes = new List<PeerChange>();
        changes.AddRange(Terms.Select(term => new PeerChange.Exclude("denies", term)));
        changes.AddRange(Terms.Select(term => new PeerChange.Include("attests", term)));
        Set("source", Source);
        changes.Add(new PeerChange.Set("sha256", sha256));
        if (Quote is not null)
            Set("quote", Quote);
        else if (!keepQuote)
            changes.Add(new PeerChange.Drop("quote"));
        changes.Add(new PeerChange.Set("reviewed", YamlWriter.Time(now)));
        Set("by", By);
        if (LastDay(now) is { } last)
            Set("expires", last);
        else if (before.Of("expires") is [var old] && !(Day(old) >= DateOnly.FromDateTime(now.UtcDateTime)))
            changes.Add(new PeerChange.Drop("expires"));
        if (Note is not null)
            Set("note", Note);
        return changes;

        void Set(string key, string text) => changes.Add(new PeerChange.Set(key, YamlWriter.Text(text)));
    }

    private string? LastDay(DateTimeOffset now) => Expires ?? (For is null ? null : (now + SpanText.Parse(For)!.Value).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
