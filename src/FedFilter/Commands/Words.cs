using System.Text.Encodings.Web;
using System.Text.Json;
using FedFilter.Policy;

namespace FedFilter.Commands;

/// <summary>The spelling of the contract for what the commands print.</summary>
internal static class Words
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Relaxed: for terminals and pipes, not for HTML. Control characters stay escaped.
    public static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An array with one entry a line.</summary>
    public static string JsonArray(IEnumerable<string> entries) => $"[{string.Join(",\n ", entries)}]";

    /// <summary>A member's name as it stands in YAML and answers: <c>ReviewDue</c> is <c>review-due</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static string Coloured(Outcome outcome) => outcome switch
    {
        Outcome.Allow => "[green]allow[/]",
        Outcome.Limit => "[green]limit[/]",
        Outcome.Hold => "[yellow]hold[/]",
        _ => "[red]refuse[/]",
    };

    public static string Reason(Decision decision) =>
        decision.Missing.Count == 0 ? decision.Reason ?? "" : $"{decision.Reason} (missing: {string.Join(", ", decision.Missing)})";
}
