using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FedFilter.Json;
using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations.Commitments;

/// <summary>Writes a document in its canonical form (RFC 8785): the same statements are the same octets.</summary>
internal static class CommitmentWriter
{
    /// <summary>Whole, with its proof.</summary>
    public static byte[] Signed(CommitmentDocument document, SigningKey key) =>
        Canonical(DataIntegrityProof.Sign(Json(document), key, key.KeyId, document.Issued));

    /// <summary>Whole, without a proof.</summary>
    public static byte[] Unsigned(CommitmentDocument document) => Canonical(Json(document));

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static byte[] Canonical(JsonObject json) => CanonicalJson.Of(JsonSerializer.SerializeToElement(json));

    private static JsonObject Json(CommitmentDocument document)
    {
        var json = new JsonObject
        {
            ["version"] = 1,
            ["id"] = document.Id,
            ["host"] = document.Host,
            ["issued"] = Time(document.Issued),
            ["expires"] = Time(document.Expires),
            ["commitments"] = new JsonArray([.. document.Statements.Select(Json)]),
        };
        Add("vocabulary", document.Vocabulary);
        Add("terms", document.Terms.Count == 0 ? null : new JsonArray([.. document.Terms.Select(Json)]));
        Add("noticeDays", document.NoticeDays);
        Add("contact", document.Contact);
        Add("supersedes", document.Supersedes);
        return json;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
                json[name] = value;
        }
    }

    private static JsonObject Json(CommitmentStatement statement) => new()
    {
        ["use"] = statement.Use,
        ["party"] = statement.Party,
        ["scope"] = new JsonArray([.. statement.Scope.Select(word => JsonValue.Create(word))]),
        ["value"] = statement.Value,
    };

    private static JsonObject Json(CommitmentText text)
    {
        var json = new JsonObject { ["url"] = text.Url, ["sha256"] = text.Sha256 };
        if (text.Effective is { } day)
            json["effective"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return json;
    }
}
