namespace FedFilter.Policy.Lists;

/// <summary>What was found in a list's text.</summary>
/// <param name="Entries">The usable entries of every severity, each host once, in the order of the text.</param>
public sealed record ListReading(IReadOnlyList<ListEntry> Entries)
{
    /// <summary>So many faults are told one by one; the others are counted.</summary>
    public const int MostFaults = 50;

    /// <summary>Why the text as a whole is no list; null if it is one.</summary>
    public string? Unusable { get; init; }

    /// <summary>The entries that are hidden by asterisks and match by their digest.</summary>
    public IReadOnlyList<HiddenEntry> Hidden { get; init; } = [];

    /// <summary>How many entries are hidden by asterisks and have no digest: they name nobody.</summary>
    public int Obfuscated { get; init; }

    /// <summary>How many repeat a host that an earlier entry named.</summary>
    public int Repeated { get; init; }

    /// <summary>How many name no host, or have a severity that is not known.</summary>
    public int Faulty { get; init; }

    /// <summary>How many entries can be used.</summary>
    public int Usable => Entries.Count + Hidden.Count;

    /// <summary>Why nobody would be on the list although there are entries in it; null if some can be read, or there are none.</summary>
    public string? NothingRead => Usable > 0 || Faulty + Obfuscated == 0 ? null
        : Faulty == 0 ? $"all its {Obfuscated} entries are hidden by asterisks"
        : $"nothing in it can be read ({Faulty} {(Faulty == 1 ? "entry" : "entries")}; line {Faults[0].Line}: {Faults[0].Text})";

    /// <summary>The first <see cref="MostFaults"/> of the faulty ones.</summary>
    public IReadOnlyList<ListFault> Faults { get; init; } = [];
}
