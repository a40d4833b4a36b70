using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Lists;

/// <summary>
/// Reads the texts that lists of servers come in. They come from anywhere: whatever stands in them, it never throws, and what names no
/// host is counted and left out, since it can be no peer's name either.
/// </summary>
public sealed class ListReader
{
    private readonly List<ListEntry> _entries = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<ListFault> _faults = [];
    private int _faulty;
    private int _obfuscated;
    private int _repeated;

    private ListReader()
    {
    }

    /// <summary>Reads a text.</summary>
    /// <param name="format">How it is written.</param>
    /// <param name="text">The text; hostile.</param>
    public static ListReading Read(ListFormat format, string text)
    {
        var reader = new ListReader();
        text = text.TrimStart('\uFEFF');
        var unusable = text.AsSpan().TrimStart().StartsWith('<') ? "it is a web page (or XML), not a list" : format switch
        {
            ListFormat.Mastodon => CsvList.Read(text, reader),
            ListFormat.Json => JsonList.Read(text, reader),
            _ => PlainList.Read(text, reader),
        };
        return new ListReading(unusable is null ? reader._entries : [])
        {
            Unusable = unusable,
            Obfuscated = reader._obfuscated,
            Repeated = reader._repeated,
            Faulty = reader._faulty,
            Faults = reader._faults,
        };
    }

    /// <summary>One entry, as it was found.</summary>
    internal void Add(int line, string host, string? severity, string? comment)
    {
        host = host.Trim();
        var below = host.StartsWith("*.", StringComparison.Ordinal);
        var name = below ? host[2..] : host;
        if (name.Contains('*', StringComparison.Ordinal))
            _obfuscated++;
        else if (!PeerName.TryParse(name, out var peer))
            Fault(line, $"`{Quote.Of(host)}` names no host");
        else if (SeverityOf(severity) is not { } known)
            Fault(line, $"`{Quote.Of(severity!)}` is no severity; known are suspend, silence, noop");
        else if (!_seen.Add(below ? "*." + peer : peer))
            _repeated++;
        else
            _entries.Add(new ListEntry(below ? "*." + peer : peer, known, string.IsNullOrWhiteSpace(comment) ? null : comment));
    }

    internal void Fault(int line, string text)
    {
        if (_faulty++ < ListReading.MostFaults)
            _faults.Add(new ListFault(line, text));
    }

    // "limit" is what Mastodon's pages call it.
    private static ListSeverity? SeverityOf(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        null or "" or "suspend" => ListSeverity.Suspend,
        "silence" or "limit" => ListSeverity.Silence,
        "noop" => ListSeverity.Noop,
        _ => null,
    };
}
