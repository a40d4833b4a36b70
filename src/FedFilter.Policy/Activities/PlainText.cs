using System.Text;

namespace FedFilter.Policy.Activities;

/// <summary>Several texts as one, a line each, without markup; as much as a rule will look at.</summary>
internal static class PlainText
{
    /// <summary>In characters. Posts are far shorter; what a stranger may make us search has an end.</summary>
    private const int Longest = 256 * 1024;

    public static string? Of(IEnumerable<string> texts)
    {
        var lines = new StringBuilder();
        foreach (var text in texts)
        {
            var line = Folding.Normalise(Markup.Remove(text.Length > Longest ? text[..Longest] : text));
            if (line.Length == 0)
                continue;
            if (lines.Length > 0)
                lines.Append('\n');
            lines.Append(line);
            if (lines.Length > Longest)
                break;
        }

        return lines.Length == 0 ? null : lines.ToString(0, Math.Min(lines.Length, Longest));
    }
}
