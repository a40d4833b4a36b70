using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace FedFilter.Signatures.Tests;

/// <summary>How real servers sign: each file in samples/ is a test, for GET and for POST.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Samples() =>
        [.. Directory.EnumerateFiles(Path.Combine(Here(), "samples"), "*.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Here(), file)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Samples))]
    public async Task what_this_server_sends_verifies(string file)
    {
        var sample = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Here(), file), TestContext.Current.CancellationToken)).RootElement;
        var algorithm = sample.GetProperty("algorithm").GetString()!;
        await using var host = await SignedHost.StartAsync();

        var get = await host.SendAsync(host.Signed(HttpMethod.Get, "/users/alice", sample.GetProperty("get").GetString()!, algorithm: algorithm));
        var post = await host.SendAsync(host.Signed(HttpMethod.Post, "/inbox", sample.GetProperty("post").GetString()!, Encoding.UTF8.GetBytes("{}"), algorithm));

        Assert.Equal(("ok remote.domain", "ok remote.domain {}"), (get, post));
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
