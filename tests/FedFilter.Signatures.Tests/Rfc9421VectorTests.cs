using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Rfc9421;
using FedFilter.Signatures.StructuredFields;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures.Tests;

/// <summary>RFC 9421: appendix B, and the proxy's signature of section 4.3. Bases and signatures; what must be covered is tested elsewhere.</summary>
public sealed class Rfc9421VectorTests
{
    // B.2.4 signs a response, B.2.5 uses a shared secret: neither is used between servers.
    private static readonly string[] NotSupported = ["B.2.4", "B.2.5"];

    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(Here(), "vectors", "rfc9421-appendix-b.json"))).RootElement;

    public static TheoryData<string> Cases() => [.. All().Select(one => one.GetProperty("id").GetString()!).Where(id => !NotSupported.Contains(id))];

    [Theory, MemberData(nameof(Cases))]
    public void signature_bases_and_signatures_are_those_of_the_rfc(string id)
    {
        var vector = All().Single(one => one.GetProperty("id").GetString() == id);
        var message = Message(vector);
        var label = vector.GetProperty("label").GetString();
        var input = SfParser.ParseDictionary(message.Headers["Signature-Input"].ToString())!.Single(member => member.Key == label).List!;
        var signature = (byte[])SfParser.ParseDictionary(message.Headers["Signature"].ToString())!.Single(member => member.Key == label).Item!.Value;

        var signed = SignatureBase.Of(input, message)!;

        if (vector.TryGetProperty("signatureBase", out var expected))
            Assert.Equal(expected.GetString(), Encoding.UTF8.GetString(signed));
        Assert.Equal(vector.GetProperty("expect").GetString() == "valid", Key(vector).Verify(signed, signature, Algorithm(vector)));
    }

    private static JsonElement.ArrayEnumerator All() => Vectors.GetProperty("cases").EnumerateArray();

    private static SignedMessage Message(JsonElement vector)
    {
        var message = vector.TryGetProperty("inlineMessage", out var inline) ? inline : Vectors.GetProperty("messages").GetProperty(vector.GetProperty("message").GetString()!);
        var start = message.GetProperty("startLine").GetString()!.Split(' ');
        var headers = new HeaderDictionary();
        foreach (var header in message.GetProperty("headers").EnumerateArray())
            headers.Append(header[0].GetString()!, header[1].GetString());
        if (vector.TryGetProperty("signatureInput", out var input))
        {
            headers["Signature-Input"] = input.GetString();
            headers["Signature"] = vector.GetProperty("signature").GetString();
        }

        return new SignedMessage { Method = start[0], RawTarget = start[1], Authority = headers["Host"].ToString(), Scheme = "https", CanHaveBody = true, Headers = headers };
    }

    private static HttpSignatureAlgorithm Algorithm(JsonElement vector) => vector.GetProperty("algorithm").GetString() switch
    {
        "rsa-v1_5-sha256" => HttpSignatureAlgorithm.RsaV15Sha256,
        "rsa-pss-sha512" => HttpSignatureAlgorithm.RsaPssSha512,
        "ecdsa-p256-sha256" => HttpSignatureAlgorithm.EcdsaP256Sha256,
        _ => HttpSignatureAlgorithm.Ed25519,
    };

    private static VerificationKey Key(JsonElement vector)
    {
        var published = Vectors.GetProperty("keys").GetProperty(vector.GetProperty("key").GetString()!);
        var pem = published.GetProperty("publicKeyPem").GetString()!;
        if (published.GetProperty("jwk") is var jwk && jwk.GetProperty("kty").GetString() == "RSA")
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = Octets(jwk, "n"), Exponent = Octets(jwk, "e") });
            pem = rsa.ExportSubjectPublicKeyInfoPem();
        }

        Assert.True(VerificationKey.TryFromPem("https://a.example/u#k", "https://a.example/u", pem, out var key));
        return key;
    }

    private static byte[] Octets(JsonElement jwk, string name) => System.Buffers.Text.Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
