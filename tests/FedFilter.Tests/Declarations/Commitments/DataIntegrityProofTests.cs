using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using FedFilter.Declarations.Commitments;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Declarations.Commitments;

/// <summary>eddsa-jcs-2022: the vectors of the W3C and of FEP-8b32 (tests/FedFilter.Tests/Json), and what must break a proof.</summary>
public sealed class DataIntegrityProofTests
{
    private static readonly JsonObject Vectors = JsonNode.Parse(File.ReadAllText(Repository.Find("tests", "FedFilter.Tests", "Json", "eddsa-jcs-2022.json")))!.AsObject();

    public static TheoryData<string> Cases() => [.. Vectors["cases"]!.AsArray().Select(one => one!["id"]!.GetValue<string>())];

    [Theory, MemberData(nameof(Cases))]
    public void proofs_are_those_of_the_vectors(string id)
    {
        var vector = Vectors["cases"]!.AsArray().Single(one => one!["id"]!.GetValue<string>() == id)!;
        Assert.True(VerificationKey.TryFromMultibase("k", "o", Vectors["keyPair"]!["publicKeyMultibase"]!.GetValue<string>(), out var key));

        var proof = DataIntegrityProof.Read(JsonSerializer.SerializeToElement(vector["signedDocument"]), out _)!;

        Assert.Equal(vector["expect"]!.GetValue<string>() == "valid", proof.Verifies(key));
        if (vector["combinedHex"] is { } combined)
            Assert.Equal(combined.GetValue<string>(), Convert.ToHexStringLower(proof.Signed));
    }

    [Fact]
    public void what_is_signed_verifies_whatever_the_document_holds() =>
        Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8].Where(name => name != "proof"), Gen.String[Gen.Char['\0', '\ud7ff'], 0, 20])[0, 8].Sample(members =>
        {
            var document = new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value)));

            var signed = DataIntegrityProof.Sign(document, Sample.Key, Sample.Key.KeyId, Sample.Now);

            Assert.True(Verifies(signed));
            Assert.False(document.ContainsKey("proof"));
        });

    [Fact]
    public void any_changed_octet_fails()
    {
        var whole = Sample.Signed();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((at, octet) =>
        {
            var changed = whole.ToArray();
            changed[at] = octet;
            Assert.Equal(changed.AsSpan().SequenceEqual(whole), Sample.Verify(changed) is CommitmentResult.Signed);
        });
    }

    [Fact]
    public void white_space_and_order_change_nothing() => Assert.IsType<CommitmentResult.Signed>(Sample.Verify(Sample.Changed(json =>
    {
        var first = json.First();
        json.Remove(first.Key);
        json.Add(first.Key, first.Value);
    })));

    [Fact]
    public void members_that_are_not_known_are_ignored_and_still_signed()
    {
        var octets = Sample.SignedWith(json => json["later"] = new JsonObject { ["a"] = 1 });

        Assert.IsType<CommitmentResult.Signed>(Sample.Verify(octets));
        Assert.Equal(CommitmentFault.ProofInvalid, Sample.FaultOf(Sample.Changed(json => json["later"]!["a"] = 2, octets)));
        Assert.Equal(CommitmentFault.ProofInvalid, Sample.FaultOf(Sample.Changed(json => json["other"] = 1, octets)));
    }

    [Fact]
    public void the_context_of_a_document_is_copied_into_its_proof_and_must_begin_with_it()
    {
        var signed = DataIntegrityProof.Sign(new JsonObject { ["@context"] = new JsonArray("https://a.example", "https://b.example") }, Sample.Key, "k", Sample.Now);
        var longer = signed.DeepClone().AsObject();
        longer["@context"]!.AsArray().Add("https://c.example");
        var other = signed.DeepClone().AsObject();
        other["@context"]![0] = "https://c.example";

        Assert.Equal(signed["@context"]!.ToJsonString(), signed["proof"]!["@context"]!.ToJsonString());
        Assert.True(Verifies(signed));
        Assert.True(Verifies(longer));
        Assert.Null(DataIntegrityProof.Read(JsonSerializer.SerializeToElement(other), out _));
    }

    private static bool Verifies(JsonObject signed)
    {
        Assert.True(VerificationKey.TryFromMultibase("k", "o", Sample.Key.PublicMultibase, out var key));
        return DataIntegrityProof.Read(JsonSerializer.SerializeToElement(JsonNode.Parse(Encoding.UTF8.GetBytes(signed.ToJsonString()))), out _)!.Verifies(key);
    }
}
