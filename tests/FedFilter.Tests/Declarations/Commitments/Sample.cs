using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FedFilter.Declarations.Commitments;
using FedFilter.Signatures.Keys;

namespace FedFilter.Tests.Declarations.Commitments;

/// <summary>A document of social.example as its operator would sign it, and the question about it; tests bend one thing.</summary>
internal static class Sample
{
    public const string Host = "social.example";
    public const string Url = "https://social.example/.well-known/federation-commitments";
    public const string Actor = "https://social.example/fedfilter/actor";

    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static readonly SigningKey Key = SigningKey.FromPem(Actor + "#ed25519-key", SigningKey.NewEd25519Pem());

    public static readonly SigningKey OtherKey = SigningKey.FromPem(Actor + "#ed25519-key", SigningKey.NewEd25519Pem());

    public static CommitmentDocument Document { get; } = new()
    {
        Id = Url,
        Host = Host,
        Issued = Now - TimeSpan.FromHours(1),
        Expires = Now + TimeSpan.FromDays(180),
        Statements = [new("train-ai", "operator", ["local", "received"], "no"), new("train-ai", "third-party", ["local"], "no")],
        Vocabulary = "draft-ietf-aipref-vocab-08",
        Terms = [new("https://social.example/terms", new string('a', 64), new DateOnly(2026, 11, 1))],
        NoticeDays = 14,
        Contact = "mailto:admin@social.example",
    };

    public static byte[] Signed(CommitmentDocument? document = null, SigningKey? key = null) => CommitmentWriter.Signed(document ?? Document, key ?? Key);

    /// <summary>Signed after the change.</summary>
    public static byte[] SignedWith(Action<JsonObject> change, SigningKey? key = null, string? method = null)
    {
        var json = JsonNode.Parse(CommitmentWriter.Unsigned(Document))!.AsObject();
        change(json);
        return Octets(DataIntegrityProof.Sign(json, key ?? Key, method ?? Key.KeyId, Document.Issued));
    }

    /// <summary>Changed after it was signed.</summary>
    public static byte[] Changed(Action<JsonObject> change, byte[]? signed = null)
    {
        var json = JsonNode.Parse(signed ?? Signed())!.AsObject();
        change(json);
        return Octets(json);
    }

    public static ActorKeys Listing(params SigningKey[] keys) => new(Actor, keys.ToDictionary(key => key.KeyId, key => key.PublicMultibase));

    public static CommitmentQuestion Question(byte[] octets) => new(octets, Host, Url, Now) { Listed = Listing(Key) };

    public static CommitmentResult Verify(byte[] octets, Func<CommitmentQuestion, CommitmentQuestion>? bend = null)
    {
        var question = Question(octets);
        return CommitmentVerification.Verify(bend is null ? question : bend(question));
    }

    public static CommitmentFault FaultOf(byte[] octets, Func<CommitmentQuestion, CommitmentQuestion>? bend = null) =>
        Assert.IsType<CommitmentResult.Invalid>(Verify(octets, bend)).Fault;

    private static byte[] Octets(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
}
