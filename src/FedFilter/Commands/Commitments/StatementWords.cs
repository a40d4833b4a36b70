using System.Globalization;
using FedFilter.Declarations.Commitments;

namespace FedFilter.Commands.Commitments;

/// <summary>A document's statements for a person to read.</summary>
internal static class StatementWords
{
    public static string Of(string use, string party, IEnumerable<string> scope, string value) =>
        Printable($"{party}: {use} {value}, for what is {string.Join(" and ", scope.Select(word => word == "local" ? "posted there" : word))}");

    /// <summary>One line each; those that count for nothing say so.</summary>
    public static IEnumerable<string> Of(CommitmentDocument document) => document.Statements.Select(static statement =>
        Of(statement.Use, statement.Party, statement.Scope, statement.Value)
        + (statement.Commitments.Any() ? "" : " (holds words that version 1 does not know, and says nothing)"));

    /// <summary>What a stranger chose, without what a terminal would obey.</summary>
    public static string Printable(string text) => string.Concat(text.Select(static c =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator ? '\ufffd' : c));
}
