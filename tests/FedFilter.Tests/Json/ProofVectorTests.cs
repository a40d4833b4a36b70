using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FedFilter.Json;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Json;

/// <summary>
/// eddsa-jcs-2022: the vectors of the W3C and of FEP-8b32, over canonical JSON, Multikey and Ed25519 as they are used here. What is signed is
/// SHA-256 of the canonical proof without its value, then SHA-256 of the canonical document without its proof.
/// </summary>
public sealed class ProofVectorTests
{
    private static readonly JsonObject Vectors = JsonNode.Parse(File.ReadAllText(Repository.Find("tests", "FedFilter.Tests", "Json", "eddsa-jcs-2022.json")))!.AsObject();

    public static TheoryData<string> Cases() => [.. Vectors["cases"]!.AsArray().Select(one => one!["id"]!.GetValue<string>())];

    [Theory, MemberData(nameof(Cases))]
    public void proofs_are_those_of_the_vectors(string id)
    {
        var vector = Vectors["cases"]!.AsArray().Single(one => one!["id"]!.GetValue<string>() == id)!;
        var document = vector["signedDocument"]!.DeepClone().AsObject();
        var proof = document["proof"]!.DeepClone().AsObject();
        document.Remove("proof");
        Assert.True(Base58Value(proof, out var signature));
        proof.Remove("proofValue");

        byte[] signed = [.. Hash(proof), .. Hash(document)];

        if (vector["combinedHex"] is { } combined)
            Assert.Equal(combined.GetValue<string>(), Convert.ToHexStringLower(signed));
        Assert.True(VerificationKey.TryFromMultibase("k", "o", Vectors["keyPair"]!["publicKeyMultibase"]!.GetValue<string>(), out var key));
        Assert.Equal(vector["expect"]!.GetValue<string>() == "valid", key.Verify(signed, signature, HttpSignatureAlgorithm.Ed25519));
    }

    private static byte[] Hash(JsonObject value) => SHA256.HashData(CanonicalJson.Of(System.Text.Json.JsonSerializer.SerializeToElement(value)));

    private static bool Base58Value(JsonObject proof, out byte[] signature) =>
        Base58.TryDecode(proof["proofValue"]!.GetValue<string>().AsSpan(1), out signature!);
}
