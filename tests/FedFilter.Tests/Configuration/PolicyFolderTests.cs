using FedFilter.Configuration;

namespace FedFilter.Tests.Configuration;

public sealed class PolicyFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    [Fact]
    public void a_file_over_8_mib_is_named_and_not_read()
    {
        var file = Path.Combine(_folder, "peers.yaml");
        File.WriteAllText(Path.Combine(_folder, "rules.yaml"), "rules: [{ name: all, then: allow }]");
        File.WriteAllText(file, new string('#', (8 * 1024 * 1024) + 1));

        var (set, problems) = PolicyFolder.Load(_folder);

        Assert.Null(set);
        Assert.Equal($"{file}: it is larger than 8 MiB; split it, the files of the folder count together", Assert.Single(problems).ToString());
    }

    [Fact]
    public void a_file_of_8_mib_is_read()
    {
        File.WriteAllText(Path.Combine(_folder, "rules.yaml"), "rules: [{ name: all, then: allow }]\n".PadRight(8 * 1024 * 1024, '#'));

        Assert.Empty(PolicyFolder.Load(_folder).Problems);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
