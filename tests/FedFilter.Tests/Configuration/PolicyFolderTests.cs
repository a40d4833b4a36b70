using System.Diagnostics;
using FedFilter.Configuration;
using FedFilter.Policy.Compilation;

namespace FedFilter.Tests.Configuration;

public sealed class PolicyFolderTests : IDisposable
{
    private const string Rules = "mode: enforce\nrules: [{ name: all, then: allow }]\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    public PolicyFolderTests() => File.WriteAllText(In("rules.yaml"), Rules);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task a_file_over_8_mib_is_named_and_not_read()
    {
        File.WriteAllText(In("peers.yaml"), new string('#', (8 * 1024 * 1024) + 1));

        Assert.Equal([$"{In("peers.yaml")}: it is larger than 8 MiB; split it, the files of the folder count together"], Problems(await LoadAsync()));
    }

    [Fact]
    public async Task a_file_of_8_mib_is_read()
    {
        File.WriteAllText(In("rules.yaml"), Rules.PadRight(8 * 1024 * 1024, '#'));

        Assert.Empty((await LoadAsync()).Problems);
    }

    [Theory]
    [InlineData("mkfifo", "pipe.yaml")]
    [InlineData("ln", "-s", "/dev/zero", "pipe.yaml")]
    [InlineData("ln", "-s", "/dev/tty", "pipe.yaml")]
    [InlineData("ln", "-s", "nothing", "pipe.yaml")]
    [InlineData("ln", "-s", "pipe.yaml", "pipe.yaml")]
    public async Task what_is_no_plain_file_is_named_and_not_waited_for(params string[] make)
    {
        Run(make);

        var problem = Assert.Single((await LoadAsync()).Problems);

        Assert.Equal(In("pipe.yaml"), problem.Place.ToString());
        Assert.StartsWith("cannot be read: ", problem.Text);
    }

    [Fact]
    public async Task a_list_that_is_a_pipe_is_named_and_not_waited_for()
    {
        File.WriteAllText(In("lists.yaml"), "lists: { blocked: { file: blocked.txt, format: plain } }\n");
        Run("mkfifo", "blocked.txt");

        Assert.EndsWith("it is a pipe or a device; only plain files are read", Assert.Single(Problems(await LoadAsync())));
    }

    [Fact]
    public async Task a_folder_with_the_name_of_a_file_is_a_folder()
    {
        Directory.CreateDirectory(In("peers.yaml"));
        File.WriteAllText(In("peers.yaml/one.yaml"), "peers: [{ host: a.example }]\n");

        Assert.Equal("a.example", Assert.Single((await LoadAsync()).Set!.Peers).Key);
    }

    [Fact]
    public async Task links_that_lead_back_end_and_what_they_lead_to_is_read_once()
    {
        Directory.CreateDirectory(In("below"));
        File.WriteAllText(In("below/peers.yaml"), "peers: [{ host: a.example }]\n");
        Run("ln", "-s", "..", "below/up");
        Run("ln", "-s", "below", "again");
        Run("ln", "-s", ".", "here");

        Assert.Equal("a.example", Assert.Single((await LoadAsync()).Set!.Peers).Key);
    }

    /// <summary>Files are links to those of a hidden folder, itself a link, which is what is changed.</summary>
    [Fact]
    public async Task what_a_config_map_mounts_is_read_once_and_a_new_version_of_it_is_seen()
    {
        Mount("one", "a.example");
        Run("ln", "-s", "..data/peers.yaml", "peers.yaml");
        var before = PolicyFolder.Fingerprint(_folder);
        Assert.Equal("a.example", Assert.Single((await LoadAsync()).Set!.Peers).Key);

        Mount("two", "b.example");

        Assert.NotEqual(before, PolicyFolder.Fingerprint(_folder));
        Assert.Equal("b.example", Assert.Single((await LoadAsync()).Set!.Peers).Key);

        void Mount(string version, string host)
        {
            Directory.CreateDirectory(In($"..{version}"));
            File.WriteAllText(In($"..{version}/peers.yaml"), $"peers: [{{ host: {host} }}]\n");
            Run("ln", "-sfn", $"..{version}", "..data");
        }
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task editors_may_begin_a_file_with_a_byte_order_mark(string encoding)
    {
        File.WriteAllText(In("peers.yaml"), "peers: [{ host: bücher.example }]\n", System.Text.Encoding.GetEncoding(encoding));

        Assert.Equal("xn--bcher-kva.example", Assert.Single((await LoadAsync()).Set!.Peers).Key);
    }

    /// <summary>On a thread that can be left behind, so that a hang is a failed test.</summary>
    private Task<PolicyCompilation> LoadAsync() =>
        Task.Run(() => PolicyFolder.Load(_folder)).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    private static IEnumerable<string> Problems(PolicyCompilation compilation)
    {
        Assert.Null(compilation.Set);
        return compilation.Problems.Select(problem => problem.ToString());
    }

    private string In(string name) => Path.Combine(_folder, name);

    private void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = _folder })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
