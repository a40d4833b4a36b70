using FedFilter.Network;
using FedFilter.Policy.Lists;

namespace FedFilter.Lists;

/// <summary>
/// Whether what a list's host answered may take the place of the last good copy. A parked domain, a login page and a broken export all
/// answer 200; taken at their word, each would unblock everyone.
/// </summary>
internal static class ListJudgement
{
    /// <param name="list">What the policy says of the list.</param>
    /// <param name="before">The last good copy; null if there is none.</param>
    /// <param name="answer">What came.</param>
    /// <returns>Why it is not taken; null if it is.</returns>
    public static string? WhyNot(ListDeclaration list, string? before, ResourceFetch.Fetched answer)
    {
        if (string.IsNullOrWhiteSpace(answer.Text))
            return "the answer is empty";
        if (answer.MediaType is "text/html" or "application/xhtml+xml")
            return "it is a web page, not a list";
        var reading = ListReader.Read(list.Format, answer.Text);
        if (reading.Unusable is { } why)
            return why;

        var (has, had) = (Count(list, reading), before is null ? 0 : Count(list, ListReader.Read(list.Format, before)));
        if (list.AcceptShrink)
            return null;
        if (has == 0)
            return "no entry in it counts; if that is right, set `accept-shrink: true`";
        return has * 2 < had ? $"it has {has} entries and had {had}; if that is right, set `accept-shrink: true`" : null;
    }

    private static int Count(ListDeclaration list, ListReading reading) => reading.Entries.Count(list.Counts);
}
