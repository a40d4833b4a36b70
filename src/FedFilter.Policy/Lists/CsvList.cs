namespace FedFilter.Policy.Lists;

/// <summary>
/// Mastodon's CSV, with or without its header; the names in the header may go without their <c>#</c>, as FediBlockHole writes them. Mastodon's
/// export of allowed domains has the first column only. Spreadsheets write semicolons or tabs in place of the commas.
/// </summary>
internal static class CsvList
{
    private static readonly string[] Usual = ["domain", "severity", "reject_media", "reject_reports", "public_comment", "obfuscate"];

    private static readonly string[] Domain = ["domain", "host", "hostname", "instance"];

    public static string? Read(string text, ListReader reader)
    {
        try
        {
            IReadOnlyList<string>? columns = null;
            foreach (var (line, cells) in CsvRow.Of(text, SeparatorOf(text)))
                if (columns is null && HeaderOf(cells) is { } header)
                    columns = header;
                else if (!IsRemark(cells[0]))
                    Read(line, cells, columns ??= Usual, reader);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether one of the first lines is a header.</summary>
    public static bool HasHeader(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
            if (HeaderOf(line.ToString().Split(',', ';', '\t')) is not null)
                return true;
            else if (!line.IsWhiteSpace() && !IsRemark(line.ToString()))
                return false;
        return false;
    }

    /// <summary>The one that the header, or the first entry, has most of.</summary>
    private static char SeparatorOf(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
            if (!line.IsWhiteSpace() && (!IsRemark(line.ToString()) || HeaderOf(line.ToString().Split(',', ';', '\t')) is not null))
                return Most(line);
        return ',';
    }

    private static char Most(ReadOnlySpan<char> line)
    {
        var (commas, tabs, semicolons) = (line.Count(','), line.Count('\t'), line.Count(';'));
        return tabs > commas && tabs >= semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }

    private static bool IsRemark(string cell) => cell.TrimStart() is ['#', ..] or ['/', '/', ..] or [';', ..];

    private static string[]? HeaderOf(IReadOnlyList<string> cells)
    {
        var names = cells.Select(cell => cell.Trim().Trim('"').TrimStart('#').Trim().ToLowerInvariant()).ToArray();
        return names.Any(Domain.Contains) ? names : null;
    }

    private static void Read(int line, IReadOnlyList<string> cells, IReadOnlyList<string> columns, ListReader reader)
    {
        string? host = null, severity = null, comment = null, digest = null;
        for (var i = 0; i < Math.Min(cells.Count, columns.Count); i++)
            switch (columns[i])
            {
                case var name when Domain.Contains(name): host ??= cells[i]; break;
                case "severity": severity = cells[i]; break;
                case "public_comment" or "comment" or "reason": comment ??= cells[i]; break;
                case "digest": digest = cells[i]; break;
            }

        // Lemmy's admins share one line of hosts. What has no header may be no CSV at all.
        if (ReferenceEquals(columns, Usual) && (cells.Count == 1 || (SeverityNames.Parse(severity) is null && cells.Skip(1).Any(ListedHost.Is))))
            foreach (var cell in cells)
                PlainList.Read(line, cell, reader);
        else
            reader.Add(line, host ?? "", severity, comment, digest);
    }
}
