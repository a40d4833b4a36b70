namespace FedFilter.Policy.Lists;

/// <summary>
/// Whether a new text of a list may take the place of the last good one. A file saved with another separator, a parked domain, a login page
/// and a broken export all look like a list on which nobody is; taken at their word, each would unblock everyone.
/// </summary>
public static class ListAcceptance
{
    /// <param name="list">What the policy says of the list.</param>
    /// <param name="before">The last good text; null if there is none.</param>
    /// <param name="text">The new text; hostile.</param>
    /// <returns>Why it is not taken; null if it is.</returns>
    public static string? WhyNot(ListDeclaration list, string? before, string text)
    {
        var reading = ListReader.Read(list.Format, text);
        if (reading.Unusable is { } why)
            return why;
        if (list.AcceptShrink)
            return reading.NothingRead;

        var cure = $"; if that is right, `fedfilter lists accept {list.Name}`";
        if (reading.NothingRead is { } nothing)
            return nothing + cure;
        var (has, had) = (list.CountOf(reading), before is null ? 0 : list.CountOf(ListReader.Read(list.Format, before)));
        if (has == 0 && (list.Url is not null || (reading.Usable > 0 && list.Severities.Contains(ListSeverity.Suspend)))) // a file may limit nobody today
            return $"no entry in it counts{cure}";
        if (has * 2 < had)
            return $"it has {has} entries and had {had}{cure}";
        return reading.Faulty > reading.Usable ? $"{reading.Faulty} of its {reading.Faulty + reading.Usable} entries cannot be read{cure}" : null;
    }
}
