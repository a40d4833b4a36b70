using System.Globalization;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Freeze;

/// <summary>Compares a public surface, one item per line, with its approved file in the folder <c>approved</c>.</summary>
internal static class Approved
{
    /// <summary>If this environment variable is 1, the tests write the received text to the approved file.</summary>
    public const string Variable = "FEDFILTER_APPROVE";

    private const int MostLines = 20;

    private static readonly string Folder = Repository.Find("tests", "FedFilter.Tests", "Freeze", "approved");

    /// <summary>Fails if the lines differ from the approved file; the message shows the first differing lines and the path of the received text.</summary>
    public static void Lines(string file, IEnumerable<string> lines) => Text(file, string.Join('\n', lines) + "\n");

    /// <summary>Fails if the text differs from the approved file.</summary>
    public static void Text(string file, string received) =>
        Compare(Path.Combine(Folder, file), received, Environment.GetEnvironmentVariable(Variable) == "1");

    /// <summary>Compares the text with a file, or writes the file.</summary>
    public static void Compare(string file, string received, bool approves)
    {
        received = received.ReplaceLineEndings("\n");
        if (approves)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, received);
            return;
        }

        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (approved == received)
            return;
        var written = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "received")).FullName, Path.GetFileName(file));
        File.WriteAllText(written, received);
        Assert.Fail($"{Path.GetFileName(file)} differs from the approved file:\n{Difference(approved.Split('\n'), received.Split('\n'))}\nThe received text is in {written}; if the change is intended, run this test with {Variable}=1.");
    }

    /// <summary>The first lines that differ, with the line of the approved file: <c>-</c> approved, <c>+</c> received.</summary>
    private static string Difference(string[] approved, string[] received)
    {
        var common = Common(approved, received);
        var lines = new List<string>();
        for (var (i, j) = (0, 0); i < approved.Length || j < received.Length;)
            if (i < approved.Length && j < received.Length && approved[i] == received[j])
                (i, j) = (i + 1, j + 1);
            else if (j == received.Length || (i < approved.Length && common[i + 1, j] >= common[i, j + 1]))
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{i + 1,5} - {approved[i++]}"));
            else
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{i + 1,5} + {received[j++]}"));
        return string.Join('\n', lines.Take(MostLines)) + (lines.Count > MostLines ? $"\n      … {lines.Count - MostLines} more" : "");
    }

    /// <summary>The length of the longest common subsequence of what follows each pair of lines.</summary>
    private static int[,] Common(string[] approved, string[] received)
    {
        var common = new int[approved.Length + 1, received.Length + 1];
        for (var i = approved.Length - 1; i >= 0; i--)
            for (var j = received.Length - 1; j >= 0; j--)
                common[i, j] = approved[i] == received[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        return common;
    }
}
