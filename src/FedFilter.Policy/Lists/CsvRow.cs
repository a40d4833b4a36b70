using System.Text;

namespace FedFilter.Policy.Lists;

/// <summary>One record of a CSV text (RFC 4180), with the line it begins on.</summary>
internal readonly record struct CsvRow(int Line, IReadOnlyList<string> Cells)
{
    /// <summary>The records of a text; LF ends one as CRLF does, and empty lines are none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="separator">What stands between cells.</param>
    /// <exception cref="FormatException">A quotation mark is never closed: where it ends could be read in several ways.</exception>
    public static IEnumerable<CsvRow> Of(string text, char separator = ',')
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, start, at) = (1, 1, 0);
        while (at < text.Length)
        {
            var c = text[at++];
            if (c == '"' && cell.Length == 0)
            {
                at = Quoted(text, at, cell, start, ref line);
            }
            else if (c == separator)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (c != '\n')
            {
                cell.Append(c);
            }
            else
            {
                if (Ended(cells, cell, start) is { } row)
                    yield return row;
                (cells, start) = ([], ++line);
            }
        }

        if (Ended(cells, cell, start) is { } last)
            yield return last;
    }

    private static int Quoted(string text, int at, StringBuilder cell, int start, ref int line)
    {
        while (at < text.Length)
        {
            var c = text[at++];
            if (c == '\n')
                line++;
            if (c != '"')
                cell.Append(c);
            else if (at < text.Length && text[at] == '"')
                cell.Append(text[at++]);
            else
                return at;
        }

        throw new FormatException($"the record on line {start} opens a quotation mark that is never closed");
    }

    private static CsvRow? Ended(List<string> cells, StringBuilder cell, int start)
    {
        cells.Add(cell.ToString().TrimEnd('\r'));
        cell.Clear();
        return cells is [""] ? null : new CsvRow(start, cells);
    }
}
