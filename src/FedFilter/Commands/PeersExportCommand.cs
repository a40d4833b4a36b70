using System.CommandLine;
using FedFilter.Commands.KnownPeers;
using FedFilter.Commands.PeerLists;
using FedFilter.Declarations;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;

namespace FedFilter.Commands;

/// <summary>
/// <c>peers export</c>: the servers that are committed today, or one of the lists, for other software. What is exported of committed
/// servers names no severity that others would take for a block.
/// </summary>
internal static class PeersExportCommand
{
    public static Command Create()
    {
        var format = PeerListFormats.Option();
        var list =
            new Option<string?>("--list") { Description = "This list of the policy, instead of the committed servers.", HelpName = "NAME" };
        var term = new Option<string?>("--term") { Description = "Only servers committed to this term.", HelpName = "TERM" };
        var config = CommandLine.Config();
        var export = new Command("export", "Write the committed servers, or a list, to standard output.") { format, list, term, config };
        export.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            Task<int> Export(PeerRecords? records) => ExportAsync(records, policy, parse.GetValue(format), parse.GetValue(list), parse.GetValue(term), cancellation);
            return Store.Exists(settings) ? await Store.UseAsync(settings, services => Export(services.GetRequiredService<PeerRecords>()), cancellation) : await Export(null);
        });
        return export;
    }

    private static async Task<int> ExportAsync(PeerRecords? records, PolicySet policy, PeerListFormat format, string? name, string? term, CancellationToken cancellation)
    {
        var list = policy.Lists.FirstOrDefault(list => list.Name == name);
        if (name is not null && list is null)
            return Wrong($"There is no list `{name}` in the policy.");
        if (term is not null && policy.Terms.All(known => known.Name != term))
            return Wrong($"There is no term `{term}` in the policy.");
        if (list is { IsRead: false })
            return Wrong($"The list {list.Name} could never be read so far: {list.Trouble}");

        var entries = list is null ? Committed(await KnownPeer.AllAsync(records, policy, cancellation), term) : [.. list.Reading.Entries.Where(list.Declaration.Counts)];
        if (format != PeerListFormat.Plain && entries.RemoveAll(entry => entry.Host.StartsWith('*')) is > 0 and var below)
            await Console.Error.WriteLineAsync($"left out: {below} entries such as *.host, which only the plain format can hold");
        Console.Write(format.Write(entries, allows: list is null));
        return CommandLine.Done;
    }

    private static List<ListEntry> Committed(IEnumerable<KnownPeer> peers, string? term) =>
    [
        .. peers.Where(peer => peer.Standing.Terms.Any(on => on.State == StandingState.Committed && (term is null || on.Term == term)))
            .Select(peer => new ListEntry(peer.Host, ListSeverity.Suspend, null)),
    ];

    private static int Wrong(string message)
    {
        Console.Error.WriteLine(message);
        return CommandLine.BadUsage;
    }
}
