using System.Text.Json;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Commands;

/// <summary><c>commitment sign|show|verify</c> by the built program; what it signs is served by a gateway and verified from elsewhere.</summary>
public sealed class CommitmentCommandTests : IAsyncLifetime
{
    private const string Url = "http://social.example/.well-known/federation-commitments";

    private readonly string _elsewhere = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    private FakeOrigin _origin = null!;
    private GatewayWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _origin = await FakeOrigin.StartAsync(context => OwnCommitments.OwnWorld.WriteAsync(context, "<p>We do not train AI.</p>"));
        _world = await GatewayWorld.StartAsync(
            origin: _origin,
            origins: "    - host: social.example\n      scheme: http\n      upstream: [http://127.0.0.1:ORIGIN]\n      commits: { terms: [no-ai-training], text: http://social.example/terms, contact: mailto:admin@social.example }",
            names: new Dictionary<string, string> { ["social.example"] = $"127.0.0.1:{_origin.Port}" });
        await File.WriteAllTextAsync(Path.Combine(_elsewhere, "fedfilter.yaml"), $$"""
            gateway: { origins: [ { host: other.example, upstream: "http://127.0.0.1:1" } ] }
            network:
              allow-private: [127.0.0.1/32]
              allow-http: [social.example]
              resolve: { social.example: "127.0.0.1:{{_world.Gateway.Gateway.Port}}" }
            """, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        Directory.Delete(_elsewhere, recursive: true);
    }

    [Fact]
    public async Task what_is_signed_here_is_verified_elsewhere_over_the_network()
    {
        var signed = await HereAsync("commitment", "sign", "--yes");
        var shown = await HereAsync("commitment", "show", "--json");
        var doctor = await HereAsync("doctor");
        var verified = await ElsewhereAsync("commitment", "verify", Url);
        using var json = JsonDocument.Parse((await ElsewhereAsync("commitment", "verify", Url, "--json")).Output);

        Assert.Equal((0, ""), (signed.Code, signed.Error));
        Assert.Contains("operator: train-ai no, for what is posted there and received", signed.Output);
        Assert.Contains(Path.Combine("commitments", "social.example.json"), signed.Output);
        Assert.Equal((0, "in-force"), (shown.Code, JsonElement.Parse(shown.Output)[0].GetProperty("state").GetString()));
        Assert.Contains("commitment document of social.example: signed, holds until", doctor.Output);
        Assert.Equal(0, verified.Code);
        Assert.Contains($"{Url}: signed: said by social.example, with a key that its own actor lists", verified.Output);
        Assert.Equal("signed", json.RootElement.GetProperty("result").GetString());
        Assert.Contains("""{"use":"train-ai","party":"operator","scope":"received","value":"no"}""", JsonSerializer.Serialize(json.RootElement.GetProperty("commitments")));
    }

    [Fact]
    public async Task nothing_is_signed_while_nobody_said_yes()
    {
        var signed = await HereAsync("commitment", "sign");
        var shown = await HereAsync("commitment", "show");

        Assert.Equal(2, signed.Code);
        Assert.Contains("--yes", signed.Error);
        Assert.Equal(1, shown.Code);
        Assert.Contains("not signed yet", shown.Output);
        Assert.Equal(1, (await ElsewhereAsync("commitment", "verify", Url)).Code);
    }

    [Fact]
    public async Task the_key_that_keys_show_prints_can_be_pinned()
    {
        await HereAsync("commitment", "sign", "--yes");
        using var keys = JsonDocument.Parse((await HereAsync("keys", "show", "--json")).Output);
        var did = keys.RootElement[0].GetProperty("did").GetString()!;

        var right = await ElsewhereAsync("commitment", "verify", Url, "--pin", did);
        var wrong = await ElsewhereAsync("commitment", "verify", Url, "--pin", "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2");
        var none = await ElsewhereAsync("commitment", "verify", Url, "--pin", "did:key:nonsense");

        Assert.Contains(did, (await HereAsync("keys", "show")).Output);
        Assert.Contains("with the pinned key", right.Output);
        Assert.Equal((0, 1, 2), (right.Code, wrong.Code, none.Code));
        Assert.Contains("key-changed", wrong.Output);
    }

    [Fact]
    public async Task a_file_is_verified_as_if_its_host_had_served_it()
    {
        await HereAsync("commitment", "sign", "--yes");
        var file = Path.Combine(_elsewhere, "document.json");
        var text = await File.ReadAllTextAsync(Path.Combine(_world.Folder, "data", "commitments", "social.example.json"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

        var good = await ElsewhereAsync("commitment", "verify", file);
        var copied = await ElsewhereAsync("commitment", "verify", file, "--host", "copy.example");
        await File.WriteAllTextAsync(file, text.Replace("\"value\":\"no\"", "\"value\":\"allowed\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var forged = await ElsewhereAsync("commitment", "verify", file);

        Assert.Equal((0, 1, 1), (good.Code, copied.Code, forged.Code));
        Assert.Contains("invalid (id-mismatch)", copied.Output);
        Assert.Contains("invalid (proof-invalid)", forged.Output);
    }

    [Fact]
    public async Task what_is_neither_a_file_nor_an_address_is_bad_usage() =>
        Assert.Equal(2, (await ElsewhereAsync("commitment", "verify", "no such file")).Code);

    private Task<(int Code, string Output, string Error)> HereAsync(params string[] arguments) => BuiltProgram.RunAsync(_world.Folder, arguments);

    private Task<(int Code, string Output, string Error)> ElsewhereAsync(params string[] arguments) => BuiltProgram.RunAsync(_elsewhere, arguments);
}
