using System.Text;
using System.Text.Encodings.Web;

namespace FedFilter.Admin;

/// <summary>The frame of the public pages: plain HTML, no script, nothing fetched from elsewhere.</summary>
internal static class Page
{
    /// <param name="title">Plain text.</param>
    /// <param name="content">HTML; whatever a peer chose in it has been through <see cref="Text"/>.</param>
    public static byte[] Of(string title, string content) => Encoding.UTF8.GetBytes($$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{{Text(title)}}</title>
        <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem } td, th { text-align: left; padding-right: 1rem; vertical-align: top }</style>
        </head>
        <body>
        <h1>{{Text(title)}}</h1>
        {{content}}
        </body>
        </html>
        """);

    public static string Text(string? value) => HtmlEncoder.Default.Encode(value ?? "");
}
