using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FedFilter.Policy.Lists;

/// <summary>Writes lists so that other software, and <see cref="ListReader"/>, read them.</summary>
public static class ListWriter
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Mastodon's CSV of domain blocks.</summary>
    public static string MastodonBlocks(IEnumerable<ListEntry> entries) => Csv(
        "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate",
        entries.Select(entry => $"{entry.Host},{Word(entry.Severity)},false,false,{Cell(entry.Comment)},false"));

    /// <summary>Mastodon's CSV of allowed domains: nothing in it can be taken for a block.</summary>
    public static string MastodonAllows(IEnumerable<ListEntry> entries) => Csv("#domain", entries.Select(entry => entry.Host));

    /// <summary>FediBlockHole's CSV; in its allow lists only the domain matters, and <c>noop</c> keeps others from taking one for a block list.</summary>
    public static string FediBlockHole(IEnumerable<ListEntry> entries, bool allows) => Csv(
        "domain,severity,public_comment,reject_media,reject_reports,obfuscate",
        entries.Select(entry => $"{entry.Host},{(allows ? "noop" : Word(entry.Severity))},{Cell(entry.Comment)},False,False,False"));

    /// <summary>A host a line.</summary>
    public static string Plain(IEnumerable<ListEntry> entries) => string.Concat(entries.Select(entry => entry.Host + "\n"));

    /// <summary>A JSON array of hosts.</summary>
    public static string Hosts(IEnumerable<ListEntry> entries) => Json(entries, static (json, entry) => json.WriteStringValue(entry.Host));

    /// <summary>A JSON array of objects, as GoToSocial exports and imports them; <c>severity</c> only where it is not the usual one.</summary>
    public static string Objects(IEnumerable<ListEntry> entries) => Json(entries, static (json, entry) =>
    {
        json.WriteStartObject();
        json.WriteString("domain", entry.Host);
        if (entry.Severity != ListSeverity.Suspend)
            json.WriteString("severity", Word(entry.Severity));
        if (entry.Comment is { } comment)
            json.WriteString("public_comment", comment);
        json.WriteEndObject();
    });

    /// <summary>As the policy's list of this format is read again.</summary>
    public static string Write(ListFormat format, IEnumerable<ListEntry> entries) => format switch
    {
        ListFormat.Mastodon => MastodonBlocks(entries),
        ListFormat.Json => Objects(entries),
        _ => Plain(entries),
    };

    private static string Csv(string header, IEnumerable<string> rows) => string.Concat(rows.Prepend(header).Select(row => row + "\n"));

    private static string Json(IEnumerable<ListEntry> entries, Action<Utf8JsonWriter, ListEntry> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartArray();
            foreach (var entry in entries)
                write(json, entry);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Word(ListSeverity severity) => severity switch
    {
        ListSeverity.Noop => "noop",
        ListSeverity.Silence => "silence",
        _ => "suspend",
    };

    // RFC 4180: quotation marks around whatever holds a comma, a quotation mark or a line end, those inside doubled.
    private static string Cell(string? text) =>
        text is null ? "" : text.AsSpan().ContainsAny(",\"\r\n#") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
