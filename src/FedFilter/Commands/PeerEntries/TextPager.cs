namespace FedFilter.Commands.PeerEntries;

/// <summary>Shows a text by the screenful where somebody sits before it, else as a whole.</summary>
internal static class TextPager
{
    public static void Write(IEnumerable<string> lines, bool pages)
    {
        var height = pages && !Console.IsOutputRedirected && !Console.IsInputRedirected ? Math.Max(Console.WindowHeight - 2, 10) : int.MaxValue;
        var width = height == int.MaxValue ? int.MaxValue : Math.Max(Console.WindowWidth, 20);
        var shown = 0;
        foreach (var line in lines)
        {
            Console.WriteLine(line);
            shown += 1 + (line.Length / width);
            if (shown < height)
                continue;
            Console.Write("-- Enter: go on; q: end reading -- ");
            if (Console.In.ReadLine() is "q" or null)
                return;
            shown = 0;
        }
    }
}
