using FedFilter.Configuration;
using FedFilter.Policy.Lists;

namespace FedFilter.Commands.PeerLists;

/// <summary>A list of the policy: the file it is declared with, or a new one under <c>lists/</c>.</summary>
internal static class ListTarget
{
    /// <param name="settings">Where the policy is.</param>
    /// <param name="name">The list's name.</param>
    /// <param name="format">How a new file is written; a declared one keeps its own format.</param>
    public static (ImportTarget? Target, string? Problem) Of(Settings settings, string name, ListFormat format)
    {
        if (name.Length > 64 || !name.Split('-').All(word => word.Length > 0 && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))))
            return (null, "--to-list takes lower-case words joined by hyphens, such as blocked");

        // Of a set with problems too: the missing file may be what this mends.
        var declared = PolicyFolder.Load(settings).Lists.FirstOrDefault(list => list.Name == name);
        if (declared?.Url is { } url)
            return (null, $"the list {name} is fetched from {url}: import into another");
        var file = declared?.File ?? $"lists/{name}{(format == ListFormat.Plain ? ".txt" : ".csv")}";
        var kept = declared is null or { Format: ListFormat.Detected } ? OfName(file) : declared.Format;
        var path = Path.Combine(settings.Policies, file);
        try
        {
            return (new ImportTarget
            {
                Path = path,
                Before = File.Exists(path) ? ListReader.Read(kept, File.ReadAllText(path)).Entries.Select(Kept(kept)).ToList() : [],
                Text = entries => ListWriter.Write(kept, entries),
                AsKept = Kept(kept),
                Next = declared is null
                    ? $"To use it, add this to a policy file, and a rule with `listed: {name}`:\n\nlists:\n  {name}: {{ file: {file}, format: {Words.Of(kept)} }}"
                    : null,
            }, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path}: cannot be read: {e.Message}");
        }
    }

    private static ListFormat OfName(string file) => Path.GetExtension(file) switch
    {
        ".csv" => ListFormat.Mastodon,
        ".json" => ListFormat.Json,
        _ => ListFormat.Plain,
    };

    private static Func<ListEntry, ListEntry> Kept(ListFormat format) =>
        format == ListFormat.Plain ? ImportTarget.HostAlone : static entry => entry;
}
