using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FedFilter.Declarations.Commitments;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;
using NSec.Cryptography;

namespace FedFilter.Tests.Docs;

/// <summary>docs/reference/commitment-examples: each document is worth what its index says, and fits the schema where it has the layout.</summary>
public sealed partial class CommitmentExamplesTests
{
    private static readonly JsonObject Index = JsonNode.Parse(File.ReadAllText(Find("index.json")))!.AsObject();
    private static readonly JsonSchemaCheck Schema = new(JsonNode.Parse(File.ReadAllText(Repository.Find("docs", "reference", "federation-commitments.schema.json")))!.AsObject());
    private static readonly string[] Unfit = ["document-not-json", "document-malformed", "version-unsupported", "proof-malformed", "proof-unsupported"];

    public static TheoryData<string, string> Cases() => new(List().Select(one => ((string)one["file"]!, (string)one["why"]!)));

    [Theory, MemberData(nameof(Cases))]
    public void each_example_is_worth_what_is_said(string file, string why)
    {
        var example = List().Single(one => (string)one["file"]! == file && (string)one["why"]! == why);

        var result = CommitmentVerification.Verify(Question(example));

        Assert.Equal(((string)example["result"]!, (string?)example["code"]), (NameOf(result), (result as CommitmentResult.Invalid)?.Fault.Code()));
        if (example["commitments"] is { } count)
            Assert.Equal((int)count, Document(result)!.Commitments.Count());
        if (result is CommitmentResult.Signed signed)
            Assert.False(signed.ChainBroken);
    }

    [Theory, MemberData(nameof(Cases))]
    public void what_has_the_layout_fits_the_schema(string file, string why)
    {
        var code = (string?)List().Single(one => (string)one["file"]! == file && (string)one["why"]! == why)["code"];
        if (code == "document-not-json")
            return;

        Assert.Equal(Unfit.Contains(code), Schema.Faults(JsonNode.Parse(File.ReadAllText(Find(file)))).Count > 0);
    }

    [Fact]
    public void every_file_is_in_the_index_and_every_fault_has_an_example()
    {
        var files = Directory.EnumerateFiles(Path.GetDirectoryName(Find("index.json"))!).Select(file => Path.GetFileName(file)!).Where(file => file != "index.json");

        Assert.Equal(files.Order(StringComparer.Ordinal), List().Select(one => (string)one["file"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            Enum.GetValues<CommitmentFault>().Select(fault => fault.Code()).Order(StringComparer.Ordinal),
            List().Select(one => (string?)one["code"]).OfType<string>().Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void the_page_lists_every_code_and_no_other()
    {
        var documented = RowOfTable().Matches(File.ReadAllText(Repository.Find("docs", "commitment-document.md"))).Select(match => match.Groups[1].Value);

        Assert.Equal(Enum.GetValues<CommitmentFault>().Select(fault => fault.Code()).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    /// <summary>Ed25519 gives one signature: the key of the W3C's vectors, which is public, makes the same octets again.</summary>
    [Fact]
    public void our_own_signer_makes_the_same_octets()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(Repository.Find("tests", "FedFilter.Tests", "Json", "eddsa-jcs-2022.json")))!;
        Assert.True(Multibase.TryDecode((string)vectors["keyPair"]!["privateKeyMultibase"]!, out var octets));
        using var secret = Key.Import(SignatureAlgorithm.Ed25519, octets.AsSpan(2), KeyBlobFormat.RawPrivateKey, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        using var key = SigningKey.FromPem("https://social.example/fedfilter/actor#ed25519-key", System.Text.Encoding.ASCII.GetString(secret.Export(KeyBlobFormat.PkixPrivateKeyText)));
        var signed = File.ReadAllBytes(Find("signed.json"));

        Assert.Equal(signed, CommitmentWriter.Signed(Assert.IsType<CommitmentReading.Read>(CommitmentReader.Read(signed)).Document, key));
    }

    private static CommitmentQuestion Question(JsonObject example) => new(File.ReadAllBytes(Find((string)example["file"]!)), Text(example, "host"), Text(example, "url"), DateTimeOffset.Parse(Text(example, "now"), null))
    {
        Pinned = (string?)example["pinned"],
        Listed = example.ContainsKey("actor") ? null : ActorKeys.Read(JsonSerializer.SerializeToUtf8Bytes(Index["actor"]), (string)Index["actor"]!["id"]!),
        LastSeen = example["lastSeen"] is { } seen ? new SeenCommitment((string)seen["sha256"]!, DateTimeOffset.Parse((string)seen["issued"]!, null), (string?)seen["key"]) : null,
    };

    private static string Text(JsonObject example, string name) => (string?)example[name] ?? (string)Index[name]!;

    private static IEnumerable<JsonObject> List() => Index["cases"]!.AsArray().Select(one => one!.AsObject());

    private static string NameOf(CommitmentResult result) => JsonNamingPolicy.KebabCaseLower.ConvertName(result.GetType().Name);

    private static CommitmentDocument? Document(CommitmentResult result) => result switch
    {
        CommitmentResult.Signed signed => signed.Document,
        CommitmentResult.Published published => published.Document,
        _ => null,
    };

    private static string Find(string file) => Repository.Find("docs", "reference", "commitment-examples", file);

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex RowOfTable();
}
