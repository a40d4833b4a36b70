using FedFilter.Policy.Lists;

namespace FedFilter.Commands.PeerLists;

/// <summary>The file that an import replaces.</summary>
internal sealed record ImportTarget
{
    public required string Path { get; init; }

    /// <summary>What it holds now.</summary>
    public required IReadOnlyList<ListEntry> Before { get; init; }

    /// <summary>The file's text for these entries.</summary>
    public required Func<IReadOnlyList<ListEntry>, string> Text { get; init; }

    /// <summary>Whether an entry can stand in the file.</summary>
    public Func<ListEntry, bool> Takes { get; init; } = static _ => true;

    public string WhyNotTaken { get; init; } = "";

    /// <summary>What of an entry the file keeps.</summary>
    public Func<ListEntry, ListEntry> AsKept { get; init; } = static entry => entry;

    /// <summary>What is still to be done by hand.</summary>
    public string? Next { get; init; }

    public static ListEntry HostAlone(ListEntry entry) => new(entry.Host, ListSeverity.Suspend, null);
}
