using System.Diagnostics;
using FedFilter.Storage;
using FedFilter.Tests.Interop;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Storage;

/// <summary>Nothing in the data folder can be read by others, at any time and whatever the umask is: seen from outside the program.</summary>
public sealed class FileModeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("022")]
    [InlineData("000")]
    public async Task all_files_are_their_owners_alone_from_the_first_start_on(string umask)
    {
        await using var origin = await FakeOrigin.StartAsync();
        var folder = await WorldFolder.WriteAsync(origin.Port, new Dictionary<string, string> { ["stranger.example"] = "127.0.0.1:1" });
        var data = Path.Combine(folder, "data");
        try
        {
            if (Directory.Exists(data))
                Directory.Delete(data, recursive: true);
            Directory.CreateDirectory(data, (UnixFileMode)0b111_101_101); // made by hand, so that the folder itself keeps nobody out
            var seen = new Dictionary<string, UnixFileMode>();
            await RunAsync(seen, data, folder, umask, "keys", "generate", "--ca");
            await RunAsync(seen, data, folder, umask, "peers", "refresh", "stranger.example");
            await RunAsync(seen, data, folder, umask, "audit", "list");
            await using (var program = ChildProcess.Start("bash", ["-c", $"umask {umask}; exec dotnet '{Program}' serve"], folder))
            {
                await program.ExpectAsync(line => line.StartsWith("listening on ", StringComparison.Ordinal), "that it listens");
                await Eventually.HoldsAsync(() =>
                {
                    Look(seen, data);
                    return Task.FromResult(seen.ContainsKey("fedfilter.db-wal") && seen.ContainsKey("fedfilter.db-shm") && seen.ContainsKey("keys/egress-ca.crt"));
                });
            }

            Assert.All(seen, file => Assert.Equal((file.Key, file.Key == "keys" ? DataFolder.OwnerFolder : DataFolder.OwnerFile), (file.Key, file.Value)));
        }
        finally
        {
            await TestFolder.DeleteAsync(folder);
        }
    }

    [Fact]
    public async Task copies_of_lists_and_signed_documents_are_too_even_where_a_draft_was_left_over()
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
        var path = Path.Combine(folder, "lists", "a");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path + ".new", "left over", Cancellation);
            File.SetUnixFileMode(path + ".new", (UnixFileMode)0b110_110_110);

            FedFilter.Configuration.WholeFile.WritePrivate(path, "text");

            Assert.Equal(DataFolder.OwnerFile, File.GetUnixFileMode(path));
            Assert.Equal("text", await File.ReadAllTextAsync(path, Cancellation));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "fedfilter.dll");

    /// <summary>Runs a command, and looks at the folder all the while.</summary>
    private static async Task RunAsync(Dictionary<string, UnixFileMode> seen, string data, string folder, string umask, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", $"umask {umask}; exec dotnet '{Program}' \"$@\"", "fedfilter", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        var ended = process.WaitForExitAsync(Cancellation);
        while (!ended.IsCompleted)
        {
            Look(seen, data);
            await Task.Delay(1, Cancellation);
        }

        Look(seen, data);
        Assert.True(process.ExitCode is 0 or 1, await output + await error); // 1: nobody answers under that name
    }

    /// <summary>Keeps the most that others could ever do with each file.</summary>
    private static void Look(Dictionary<string, UnixFileMode> seen, string data)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(data, "*", SearchOption.AllDirectories))
            try
            {
                var name = Path.GetRelativePath(data, path);
                seen[name] = seen.GetValueOrDefault(name) | File.GetUnixFileMode(path);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // Gone since it was listed.
            }
    }
}
