using System.Text.Encodings.Web;

namespace FedFilter.Checkpoints;

/// <summary>The same answer for a person with a browser.</summary>
internal static class RefusalPage
{
    public static string Of(ProblemDocument problem) => $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{problem.Status}</title>
        <style>body {"{"} font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem {"}"}</style></head>
        <body>
        <h1>{Text(problem.Title)}</h1>
        {Line("Code", problem.Code)}
        {Line("Your server", problem.Peer)}
        {Line("Missing commitments", problem.Missing is { Count: > 0 } missing ? string.Join(", ", missing) : null)}
        {Line("Decision", problem.Decision)}
        {(problem.Terms is null ? "" : $"<p><a href=\"{Text(problem.Terms)}\">What this server asks, and how to declare it</a></p>")}
        </body>
        </html>
        """;

    private static string Line(string name, string? value) => value is null ? "" : $"<p>{name}: <code>{Text(value)}</code></p>";

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);
}
