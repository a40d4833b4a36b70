using System.Net;

namespace FedFilter.Policy.Lists;

/// <summary>
/// Hosts as people write them down: one a line or several between commas, with remarks (<c>#</c>, <c>//</c>, <c>;</c>, <c>!</c>), as a hosts
/// file (<c>0.0.0.0 host</c>) or a filter list (<c>||host^</c>).
/// </summary>
internal static class PlainList
{
    // Each hosts file names these.
    private static readonly string[] OfTheMachine =
        ["localhost", "localhost.localdomain", "local", "broadcasthost", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters", "ip6-allhosts", "0.0.0.0"];

    public static string? Read(string text, ListReader reader)
    {
        var line = 0;
        foreach (var found in text.AsSpan().EnumerateLines())
            Read(++line, found.ToString(), reader);
        return null;
    }

    public static void Read(int line, string text, ListReader reader)
    {
        var mark = RemarkIn(text);
        var (body, comment) = mark < 0 ? (text.Trim(), null) : (text[..mark].Trim(), text[mark..].TrimStart('#', '/', ';', '!').Trim());
        if (body.Length == 0 || body.StartsWith("[Adblock", StringComparison.OrdinalIgnoreCase))
            return;
        var words = body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var parts = body.Split([',', ';', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length > 1 && IPAddress.TryParse(words[0], out _))
            AddAll(words.Skip(1).Where(word => !OfTheMachine.Contains(word)));
        else if (words.Length > 1 && words.All(ListedHost.Is))
            AddAll(words);
        else if (parts.Length > 1 && SeverityNames.Parse(parts[1]) is null && parts.Skip(1).Any(ListedHost.Is))
            AddAll(parts);
        else if (parts.Length > 1)
            reader.Add(line, parts[0], SeverityNames.Parse(parts[1]) is null ? null : parts[1], comment);
        else
            reader.Add(line, body, severity: null, comment);

        void AddAll(IEnumerable<string> hosts)
        {
            foreach (var host in hosts)
                reader.Add(line, host, severity: null, comment);
        }
    }

    private static int RemarkIn(string text)
    {
        var start = text.AsSpan().IndexOfAnyExcept(' ', '\t');
        if (start >= 0 && (text[start] is ';' or '!' || text.AsSpan(start).StartsWith("//")))
            return start;
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var slashes = text.IndexOf(" //", StringComparison.Ordinal);
        return hash < 0 ? slashes : slashes < 0 ? hash : Math.Min(hash, slashes);
    }
}
