using System.Globalization;
using System.Text;
using System.Text.Json;
using FedFilter.Network;

namespace FedFilter.Declarations.Texts;

/// <summary>
/// Reads terms and the like. Mastodon shows them by script only, so its pages are read by its API
/// (docs.joinmastodon.org/methods/instance, since 4.4); any other page as it is.
/// </summary>
internal sealed class TextClient(ResourceClient client)
{
    private const int MaxOctets = 1024 * 1024;
    private const int MostVersions = 5;
    private const string Terms = "/api/v1/instance/terms_of_service";
    private const string TooManyLines = "it has more lines than a text has";

    public string UserAgent { get; init; } = GuardedRequest.UserAgent;

    /// <summary>Returns a client that names another as the one who asks.</summary>
    public TextClient As(string userAgent) => new(client) { UserAgent = userAgent };

    static TextClient() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public async Task<TextReading> ReadAsync(Uri url, CancellationToken cancellation)
    {
        if (ApiOf(url) is { } api && await FetchAsync(api, cancellation) is TextReading.Read read)
            return read;
        return await FetchAsync(url, cancellation);
    }

    /// <summary>Follows Mastodon's dated versions to the one that holds today, and to the one that will.</summary>
    public async Task<(TextReading.Read InForce, TextReading.Read? Announced)> InForceAsync(TextReading.Read first, DateTimeOffset now, CancellationToken cancellation)
    {
        var (read, today) = (first, DateOnly.FromDateTime(now.UtcDateTime));
        for (var version = 0; version < MostVersions && read.SucceededBy is { } next; version++)
        {
            if (await ReadVersionAsync(read.Url, next, cancellation) is not TextReading.Read later)
                break;
            if (next > today)
                return (read, later with { Effective = next });
            read = later;
        }

        return (read, null);
    }

    private Task<TextReading> ReadVersionAsync(Uri anyOfThem, DateOnly effective, CancellationToken cancellation) =>
        FetchAsync(new Uri(anyOfThem, $"{Terms}/{effective.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"), cancellation);

    private static Uri? ApiOf(Uri url) => url.AbsolutePath.TrimEnd('/').Split('/') switch
    {
        ["", "terms-of-service"] => new Uri(url, Terms),
        ["", "terms-of-service", var date] => new Uri(url, $"{Terms}/{date}"),
        ["", "privacy-policy"] => new Uri(url, "/api/v1/instance/privacy_policy"),
        ["", "about"] => new Uri(url, "/api/v1/instance/extended_description"),
        _ => null,
    };

    private async Task<TextReading> FetchAsync(Uri url, CancellationToken cancellation) =>
        await client.GetAsync(new ResourceRequest(url, "text/html, text/plain, text/markdown, application/json") { MaxOctets = MaxOctets, UserAgent = UserAgent }, cancellation) switch
        {
            ResourceFetch.Fetched fetched => Of(fetched),
            ResourceFetch.Failed failed => new TextReading.Failed(failed.Fault, failed.Why),
            _ => new TextReading.Failed(DocumentFault.Unusable, "the host answered 304 to a plain request"),
        };

    /// <summary>Reads what came, by its media type. Never throws.</summary>
    public static TextReading Of(ResourceFetch.Fetched fetched)
    {
        if (Decoded(fetched) is not { } text)
            return Unusable("its character set is not known, or it is not written in it");
        return fetched.MediaType switch
        {
            "text/html" or "application/xhtml+xml" => OfHtml(text, fetched.Url),
            "text/plain" or "text/markdown" => NotEmpty(ExtractedText.OfPlain(text), fetched.Url),
            "application/json" => OfJson(text, fetched.Url),
            var other => Unusable($"it is {other ?? "of no media type"}, not a text"),
        };
    }

    private static string? Decoded(ResourceFetch.Fetched fetched)
    {
        var name = fetched.Type?.CharSet?.Trim('"', ' ');
        try
        {
            var text = Encoding.GetEncoding(string.IsNullOrEmpty(name) ? "utf-8" : name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(fetched.Body);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException) // not known, not valid, or UTF-7
        {
            return null;
        }
    }

    private static TextReading OfHtml(string html, Uri url) =>
        ExtractedText.OfHtml(html) is not { } text ? Unusable("it has more tags than a text has")
        : IsChallenge(text) ? Unusable("it is a page that tells people from programs, not the text")
        : NotEmpty(text, url);

    /// <summary>What content networks show in place of a page (declarations of them are no text of the server's).</summary>
    private static bool IsChallenge(ExtractedText text) =>
        text.Text.Length < 2000
        && (text.Text.Contains("Just a moment", StringComparison.Ordinal) || text.Text.Contains("Making sure you're not a bot", StringComparison.Ordinal)
            || text.Text.Contains("Enable JavaScript and cookies to continue", StringComparison.Ordinal));

    /// <summary>Mastodon: <c>content</c> in HTML, and for terms <c>effective_date</c> and <c>succeeded_by</c>.</summary>
    private static TextReading OfJson(string json, Uri url)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object || Member(document.RootElement, "content") is not { } content)
                return Unusable("the JSON has no `content`");
            return ExtractedText.OfHtml(content) is not { Text.Length: > 0 } text ? Unusable("its `content` is empty")
                : !text.IsComparable ? Unusable(TooManyLines)
                : new TextReading.Read(text, url) { Effective = Day(document.RootElement, "effective_date"), SucceededBy = Day(document.RootElement, "succeeded_by") };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Unusable("it is not JSON");
        }
    }

    private static string? Member(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateOnly? Day(JsonElement json, string name) =>
        Member(json, name) is { Length: >= 10 } text && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static TextReading NotEmpty(ExtractedText text, Uri url) =>
        text.Text.Length == 0 ? Unusable("there are no words in it")
        : !text.IsComparable ? Unusable(TooManyLines)
        : new TextReading.Read(text, url);

    private static TextReading.Failed Unusable(string why) => new(DocumentFault.Unusable, why);
}
