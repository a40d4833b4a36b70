using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace FedFilter.Admin;

/// <summary>The frame of the public pages: plain HTML, no script, nothing fetched from elsewhere. Light or dark as the reader's system is.</summary>
internal static class Page
{
    private const string Style = """
        :root { color-scheme: light dark }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
        h1, h2 { line-height: 1.25 }
        table { border-collapse: collapse; margin: 1rem 0 }
        caption { text-align: left; font-weight: bold }
        td, th { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0; border-top: 1px solid }
        pre { white-space: pre-wrap; border: 1px solid; padding: .75rem }
        input, button { font: inherit; padding: .3rem .6rem; max-width: 100% }
        @media print { form { display: none } body { max-width: none; margin: 0 } }
        """;

    /// <summary>The Content-Security-Policy they are served with: this one style, and forms to this host.</summary>
    public static readonly string SecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <param name="title">Plain text.</param>
    /// <param name="content">HTML; whatever a peer chose in it has been through <see cref="Text"/>.</param>
    public static byte[] Of(string title, string content) => Encoding.UTF8.GetBytes($$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{{Text(title)}}</title>
        <style>{{Style}}</style>
        </head>
        <body>
        <main>
        <h1>{{Text(title)}}</h1>
        {{content}}
        </main>
        </body>
        </html>
        """);

    /// <summary>As HTML shows it: no markup, and no characters that turn the order of what follows, or cannot be seen.</summary>
    public static string Text(string? value) => HtmlEncoder.Default.Encode(Visible(value ?? ""));

    /// <summary>Text of others, without what cannot be seen, and not longer than a few lines.</summary>
    public static string Visible(string value, int longest = int.MaxValue)
    {
        var visible = new StringBuilder(Math.Min(value.Length, longest));
        foreach (var rune in value.EnumerateRunes())
        {
            if (visible.Length >= longest)
                return visible.Append('…').ToString();
            if (rune.Value != '\n' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                visible.Append('\ufffd');
            else
                visible.Append(rune);
        }

        return visible.ToString();
    }
}
