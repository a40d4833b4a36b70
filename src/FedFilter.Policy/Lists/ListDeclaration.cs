using System.Collections.Immutable;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Lists;

/// <summary>One entry of the <c>lists</c> section: where a list comes from, and how it is read. Exactly one of File and Url is set.</summary>
/// <param name="Name">Its name, which rules use.</param>
/// <param name="Place">Where it is declared.</param>
/// <param name="Format">How it is written.</param>
public sealed record ListDeclaration(string Name, Place Place, ListFormat Format)
{
    /// <summary>A path below the policy folder, with forward slashes.</summary>
    public string? File { get; init; }

    /// <summary>Where it is fetched.</summary>
    public Uri? Url { get; init; }

    /// <summary>How often it is fetched.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Which entries count.</summary>
    public ImmutableArray<ListSeverity> Severities { get; init; } = [ListSeverity.Suspend];

    /// <summary>
    /// Whether an entry covers what lies below its host too. Null: it does for a rule that refuses or holds, and not for one that allows.
    /// </summary>
    public bool? Subdomains { get; init; }

    /// <summary>Whether entries that match one of our own hosts are applied to it.</summary>
    public bool AppliesToOwnHosts { get; init; }

    /// <summary>Whether a fetched list may lose more than half of its entries, or all, from one time to the next.</summary>
    public bool AcceptShrink { get; init; }

    /// <summary>The file or URL, for messages.</summary>
    public string Source => File ?? Url!.AbsoluteUri;

    /// <summary>Whether an entry of this severity counts.</summary>
    public bool Counts(ListEntry entry) => Severities.Contains(entry.Severity);

    /// <summary>How many entries of a text count.</summary>
    public int CountOf(ListReading reading) => reading.Entries.Count(Counts) + reading.Hidden.Count(entry => Severities.Contains(entry.Severity));
}
