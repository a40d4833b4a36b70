using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FedFilter.Signatures.Cavage;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures.Tests;

/// <summary>draft-cavage-http-signatures-12, appendix C. Its key has 1024 bits: good for the arithmetic, and itself a key to refuse.</summary>
public sealed class CavageVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(Here(), "vectors", "cavage-12-appendix-c.json"))).RootElement;

    public static TheoryData<string> Cases() => [.. Vectors.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];

    [Theory, MemberData(nameof(Cases))]
    public void signing_strings_and_signatures_are_those_of_the_draft(string id)
    {
        var vector = Vectors.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("id").GetString() == id);
        var signature = Signature(vector);
        var signed = CavageSigningString.Of(signature, Message());
        Assert.True(VerificationKey.TryFromPem("Test", "https://example.com/actor", Pem(), _ => true, out var key));

        Assert.Equal(vector.GetProperty("signingString").GetString(), Encoding.UTF8.GetString(signed));
        Assert.Equal(vector.GetProperty("expect").GetString() == "valid", key.Verify(signed, signature.Signature));
    }

    [Fact]
    public void created_under_an_rsa_label_is_refused_as_the_draft_demands()
    {
        var vector = Vectors.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("id").GetString() == "C.3-as-listed");

        var fault = CavageVerifier.Check(Signature(vector), Message(), DateTimeOffset.FromUnixTimeSeconds(1402170695), TimeSpan.FromHours(1));

        Assert.Equal(SignatureFault.SignatureMalformed, fault!.Fault);
    }

    [Fact]
    public void its_key_is_too_weak_to_count() => Assert.False(VerificationKey.TryFromPem("Test", "https://example.com/actor", Pem(), out _));

    private static CavageSignature Signature(JsonElement vector) => CavageParser.Parse(
        $"keyId=\"Test\",algorithm=\"{vector.GetProperty("algorithm")}\",headers=\"{string.Join(' ', vector.GetProperty("headers").EnumerateArray())}\",signature=\"{vector.GetProperty("signature")}\""
        + (vector.TryGetProperty("created", out var created) ? $",created={created},expires={vector.GetProperty("expires")}" : ""))!;

    private static SignedMessage Message()
    {
        var message = Vectors.GetProperty("message");
        var start = message.GetProperty("startLine").GetString()!.Split(' ');
        var headers = new HeaderDictionary();
        foreach (var header in message.GetProperty("headers").EnumerateArray())
            headers[header[0].GetString()!] = header[1].GetString();
        return new SignedMessage { Method = start[0], RawTarget = start[1], Authority = "example.com", Scheme = "https", CanHaveBody = true, Headers = headers };
    }

    private static string Pem() => Vectors.GetProperty("key").GetProperty("publicKeyPem").GetString()!;

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
