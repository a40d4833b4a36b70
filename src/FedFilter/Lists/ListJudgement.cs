using FedFilter.Network;
using FedFilter.Policy.Lists;

namespace FedFilter.Lists;

/// <summary>Whether what a list's host answered may take the place of the last good copy.</summary>
internal static class ListJudgement
{
    /// <param name="list">What the policy says of the list.</param>
    /// <param name="before">The last good copy; null if there is none.</param>
    /// <param name="answer">What came.</param>
    /// <returns>Why it is not taken; null if it is.</returns>
    public static string? WhyNot(ListDeclaration list, string? before, ResourceFetch.Fetched answer) =>
        string.IsNullOrWhiteSpace(answer.Text) ? "the answer is empty"
        : answer.MediaType is "text/html" or "application/xhtml+xml" ? "it is a web page, not a list"
        : ListAcceptance.WhyNot(list, before, answer.Text);
}
