using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FedFilter.Declarations.Commitments;

/// <summary>
/// What a person reads of a page, so that its hash stays the same while menus, tokens and line breaks change. Version 1 of the document
/// fixes the steps, and they are few, so that others can repeat them: docs/commitment-document.md.
/// </summary>
internal static class TermsText
{
    /// <summary>In octets.</summary>
    public const int MaxLength = 1024 * 1024;

    // NonBacktracking: in time proportional to the length, whatever is in it.
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    private static readonly Regex[] Unread =
    [
        new("<!--.*?-->", Options),
        .. new[] { "script", "style", "template", "noscript", "head", "nav", "header", "footer" }
            .Select(name => new Regex($@"<{name}(\s[^>]*)?>.*?</{name}\s*>", Options)),
    ];

    private static readonly Regex Tag = new("</?[a-z][^>]*>|<![^>]*>", Options);

    /// <summary>The text; null if there is none that can be read: no UTF-8, another media type, or nothing but scripts. Never throws.</summary>
    /// <param name="octets">The page.</param>
    /// <param name="type">
    /// The media type it was sent with: HTML, plain text, or JSON with a member <c>content</c> that holds HTML (Mastodon's terms of service).
    /// </param>
    public static string? Read(ReadOnlySpan<byte> octets, MediaTypeHeaderValue? type)
    {
        if (octets.Length > MaxLength || type?.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(octets);
            var plain = type?.MediaType?.ToLowerInvariant() switch
            {
                "text/html" or "application/xhtml+xml" => WithoutMarkup(text),
                "text/plain" or "text/markdown" => text,
                "application/json" => Content(text) is { } content ? WithoutMarkup(content) : null,
                _ => null,
            };
            return plain is null ? null : Folded(plain);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or InvalidOperationException)
        {
            return null; // octets or escapes that are no Unicode
        }
    }

    /// <summary>SHA-256 of its UTF-8, lower-case hex.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string WithoutMarkup(string html)
    {
        foreach (var unread in Unread)
            html = unread.Replace(html, " ");
        return WebUtility.HtmlDecode(Tag.Replace(html, " "));
    }

    private static string? Content(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
            ? content.GetString()
            : null;
    }

    private static string? Folded(string text)
    {
        var folded = string.Join(' ', text.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return folded.Length == 0 ? null : folded;
    }
}
