namespace FedFilter.Policy.Lists;

/// <summary>
/// Mastodon's CSV, with or without its header; the names in the header may go without their <c>#</c>, as FediBlockHole writes them.
/// Mastodon's export of allowed domains has the first column only.
/// </summary>
internal static class CsvList
{
    private static readonly string[] Usual = ["domain", "severity", "reject_media", "reject_reports", "public_comment", "obfuscate"];

    public static string? Read(string text, ListReader reader)
    {
        try
        {
            IReadOnlyList<string>? columns = null;
            foreach (var (line, cells) in CsvRow.Of(text))
                if (columns is null && HeaderOf(cells) is { } header)
                    columns = header;
                else if (!cells[0].StartsWith('#')) // a remark
                    Read(line, cells, columns ??= Usual, reader);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static string[]? HeaderOf(IReadOnlyList<string> cells)
    {
        var names = cells.Select(cell => cell.Trim().TrimStart('#').ToLowerInvariant()).ToArray();
        return names.Contains("domain") ? names : null;
    }

    private static void Read(int line, IReadOnlyList<string> cells, IReadOnlyList<string> columns, ListReader reader)
    {
        string? host = null, severity = null, comment = null;
        for (var i = 0; i < Math.Min(cells.Count, columns.Count); i++)
            switch (columns[i])
            {
                case "domain": host = cells[i]; break;
                case "severity": severity = cells[i]; break;
                case "public_comment": comment = cells[i]; break;
            }

        reader.Add(line, host ?? "", severity, comment);
    }
}
