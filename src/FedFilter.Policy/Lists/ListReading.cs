namespace FedFilter.Policy.Lists;

/// <summary>What was found in a list's text.</summary>
/// <param name="Entries">The usable entries of every severity, each host once, in the order of the text.</param>
public sealed record ListReading(IReadOnlyList<ListEntry> Entries)
{
    /// <summary>So many faults are told one by one; the others are counted.</summary>
    public const int MostFaults = 50;

    /// <summary>Why the text as a whole is no list; null if it is one.</summary>
    public string? Unusable { get; init; }

    /// <summary>How many entries are hidden by asterisks, as Mastodon shows domains it does not want to name: they name nobody.</summary>
    public int Obfuscated { get; init; }

    /// <summary>How many repeat a host that an earlier entry named.</summary>
    public int Repeated { get; init; }

    /// <summary>How many name no host, or have a severity that is not known.</summary>
    public int Faulty { get; init; }

    /// <summary>The first <see cref="MostFaults"/> of the faulty ones.</summary>
    public IReadOnlyList<ListFault> Faults { get; init; } = [];
}
