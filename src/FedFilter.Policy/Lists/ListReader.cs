using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Lists;

/// <summary>
/// Reads the texts that lists of servers come in. They come from anywhere: whatever stands in them, it never throws, and what names no
/// host is counted and left out, since it can be no peer's name either.
/// </summary>
public sealed class ListReader
{
    private readonly List<ListEntry> _entries = [];
    private readonly List<HiddenEntry> _hidden = [];
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
        var unusable = text.AsSpan().TrimStart().StartsWith('<') ? "it is a web page (or XML), not a list" : (format == ListFormat.Detected ? FormatOf(text) : format) switch
        {
            ListFormat.Mastodon => CsvList.Read(text, reader),
            ListFormat.Json => JsonList.Read(text, reader),
            _ => PlainList.Read(text, reader),
        };
        return new ListReading(unusable is null ? reader._entries : [])
        {
            Unusable = unusable,
            Hidden = unusable is null ? reader._hidden : [],
            Obfuscated = reader._obfuscated,
            Repeated = reader._repeated,
            Faulty = reader._faulty,
            Faults = reader._faults,
        };
    }

    /// <summary>How a text is written.</summary>
    public static ListFormat FormatOf(string text)
    {
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        return start.StartsWith('{') || (start.StartsWith('[') && !start.StartsWith("[Adblock", StringComparison.OrdinalIgnoreCase)) ? ListFormat.Json
            : CsvList.HasHeader(text) || start.StartsWith('"') ? ListFormat.Mastodon
            : ListFormat.Plain;
    }

    /// <summary>One entry, as it was found.</summary>
    internal void Add(int line, string host, string? severity, string? comment, string? digest = null)
    {
        host = host.Trim();
        if (SeverityNames.Parse(severity) is not { } known)
            Fault(line, $"`{Quote.Of(severity!)}` is no severity; known are suspend, silence, noop");
        else if (host.AsSpan(host.StartsWith("*.", StringComparison.Ordinal) ? 2 : 0).Contains('*'))
            AddHidden(host, known, digest?.Trim().ToLowerInvariant());
        else if (!ListedHost.TryParse(host, out var name, out var why))
            Fault(line, why);
        else if (!_seen.Add(name))
            _repeated++;
        else
            _entries.Add(new ListEntry(name, known, string.IsNullOrWhiteSpace(comment) ? null : comment));
    }

    private void AddHidden(string shown, ListSeverity severity, string? digest)
    {
        if (digest is not { Length: 64 } || !digest.All(char.IsAsciiHexDigitLower))
            _obfuscated++;
        else if (_seen.Add(digest))
            _hidden.Add(new HiddenEntry(shown, digest, severity));
        else
            _repeated++;
    }

    internal void Fault(int line, string text)
    {
        if (_faulty++ < ListReading.MostFaults)
            _faults.Add(new ListFault(line, text));
    }
}
