using System.CommandLine;
using FedFilter.Policy.Lists;

namespace FedFilter.Commands.PeerLists;

/// <summary>The formats that lists are exchanged in, by the software that writes them.</summary>
internal enum PeerListFormat
{
    Mastodon,
    FediBlockHole,
    Plain,
    Json,
    GoToSocial,
}

internal static class PeerListFormats
{
    public static Option<PeerListFormat> Option() => new("--format")
    {
        Description = "mastodon, fediblockhole (CSV), plain, json, gotosocial.",
        HelpName = "FORMAT",
        Required = true,
        CustomParser = result =>
        {
            if (Enum.TryParse<PeerListFormat>(result.Tokens[0].Value, ignoreCase: true, out var format) && char.IsAsciiLetter(result.Tokens[0].Value[0]))
                return format;
            result.AddError("--format takes mastodon, fediblockhole, plain, json or gotosocial");
            return default;
        },
    };

    /// <summary>How it is read: FediBlockHole's CSV is Mastodon's, and GoToSocial's JSON is JSON.</summary>
    public static ListFormat Read(this PeerListFormat format) => format switch
    {
        PeerListFormat.Mastodon or PeerListFormat.FediBlockHole => ListFormat.Mastodon,
        PeerListFormat.Plain => ListFormat.Plain,
        _ => ListFormat.Json,
    };

    public static string Write(this PeerListFormat format, IEnumerable<ListEntry> entries, bool allows) => format switch
    {
        PeerListFormat.Mastodon => allows ? ListWriter.MastodonAllows(entries) : ListWriter.MastodonBlocks(entries),
        PeerListFormat.FediBlockHole => ListWriter.FediBlockHole(entries, allows),
        PeerListFormat.Plain => ListWriter.Plain(entries),
        PeerListFormat.Json => ListWriter.Hosts(entries),
        _ => ListWriter.Objects(entries),
    };
}
