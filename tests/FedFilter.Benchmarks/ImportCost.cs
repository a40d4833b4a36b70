using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace FedFilter.Benchmarks;

/// <summary>What it takes to import a list of real size: 20,000 domains as Mastodon exports them, by the built program as an admin runs it.</summary>
internal static class ImportCost
{
    private const int Domains = 20_000;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-import-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "blocks.csv"), List());
        await FedFilterAsync(folder, "init");

        var took = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var clock = Stopwatch.StartNew();
            await FedFilterAsync(folder, "peers", "import", "blocks.csv", "--format", "mastodon", "--to-list", "blocked");
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        var written = (await File.ReadAllLinesAsync(Path.Combine(folder, "policies", "lists", "blocked.csv"))).Length - 1;
        Directory.Delete(folder, recursive: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"import {written} domains: first {took[0]:0} ms, median {took.Order().ElementAt(took.Count / 2):0} ms, start of the program included (goal: 1000)"));
        return written == Domains ? 0 : 1;
    }

    private static string List()
    {
        var text = new StringBuilder("#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n");
        for (var i = 0; i < Domains; i++)
            text.Append(CultureInfo.InvariantCulture, $"host{i}.{(i % 7 == 0 ? "bücher" : "servers")}{i % 100}.example,{(i % 3 == 0 ? "silence" : "suspend")},True,False,\"Spam, and \"\"worse\"\" ({i})\",False\n");
        return text.ToString();
    }

    private static async Task FedFilterAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedfilter.dll"), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"fedfilter {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }
}
