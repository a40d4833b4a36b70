using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using FedFilter.Json;
using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations.Commitments;

/// <summary>
/// The proof <c>eddsa-jcs-2022</c> (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3; FEP-8b32). What is signed is SHA-256 of the
/// canonical proof without its value, then SHA-256 of the canonical document without its proof.
/// </summary>
/// <param name="VerificationMethod">The key's id.</param>
/// <param name="Signature">The octets of <c>proofValue</c>.</param>
/// <param name="Signed">What they sign.</param>
internal sealed record DataIntegrityProof(string VerificationMethod, byte[] Signature, byte[] Signed)
{
    private const string Suite = "eddsa-jcs-2022";
    private const string Purpose = "assertionMethod";

    // A member that is not named here may narrow what is proven (expires, domain, challenge): not reading it would widen it.
    private static readonly string[] Members = ["@context", "type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"];

    public bool Verifies(VerificationKey key) => key.Verify(Signed, Signature, HttpSignatureAlgorithm.Ed25519);

    /// <summary>Adds a proof to a document that has none.</summary>
    public static JsonObject Sign(JsonObject document, SigningKey key, string verificationMethod, DateTimeOffset created)
    {
        var proof = new JsonObject
        {
            ["type"] = "DataIntegrityProof",
            ["cryptosuite"] = Suite,
            ["created"] = CommitmentWriter.Time(created),
            ["verificationMethod"] = verificationMethod,
            ["proofPurpose"] = Purpose,
        };
        if (document["@context"] is { } context)
            proof["@context"] = context.DeepClone();
        proof["proofValue"] = Multibase.Encode(key.Sign([.. Hash(proof), .. Hash(document)]));

        var signed = document.DeepClone().AsObject();
        signed["proof"] = proof;
        return signed;
    }

    /// <summary>Reads the proof of a document; null and a fault if it is none that can be verified. Never throws.</summary>
    /// <param name="secured">An object whose texts are valid Unicode and whose numbers are finite.</param>
    /// <param name="fault">What is wrong.</param>
    public static DataIntegrityProof? Read(JsonElement secured, out CommitmentFault fault)
    {
        fault = CommitmentFault.ProofMalformed;
        if (!secured.TryGetProperty("proof", out var element) || element.ValueKind != JsonValueKind.Object)
            return null;
        var proof = JsonObject.Create(element)!;
        if (Text(proof, "verificationMethod") is not { } method || Text(proof, "proofValue") is not { } value || Text(proof, "type") is not { } type)
            return null;

        fault = CommitmentFault.ProofUnsupported;
        if (type != "DataIntegrityProof" || Text(proof, "cryptosuite") != Suite || Text(proof, "proofPurpose") != Purpose
            || proof.Any(member => !Members.Contains(member.Key)))
            return null;

        fault = CommitmentFault.ProofMalformed;
        if (!Multibase.TryDecode(value, out var signature) || signature.Length != 64)
            return null;
        var document = JsonObject.Create(secured)!;
        document.Remove("proof");
        proof.Remove("proofValue");
        if (!TakeContext(document, proof))
            return null;
        return new DataIntegrityProof(method, signature, [.. Hash(proof), .. Hash(document)]);
    }

    /// <summary>Section 3.3.2: the document's context begins with the proof's, and what is hashed has the proof's.</summary>
    private static bool TakeContext(JsonObject document, JsonObject proof)
    {
        if (proof["@context"] is not { } context)
            return true;
        var (theirs, ours) = (Items(document["@context"]), Items(context));
        if (theirs.Length < ours.Length || !ours.Zip(theirs).All(static pair => JsonNode.DeepEquals(pair.First, pair.Second)))
            return false;
        document["@context"] = context.DeepClone();
        return true;
    }

    private static JsonNode?[] Items(JsonNode? context) => context is JsonArray list ? [.. list] : [context];

    private static string? Text(JsonObject proof, string name) =>
        proof[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static byte[] Hash(JsonObject json) => SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(json)));
}
