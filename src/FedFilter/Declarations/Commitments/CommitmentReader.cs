using System.Text.Json;
using System.Text.Unicode;

namespace FedFilter.Declarations.Commitments;

/// <summary>Reads a document from the octets a stranger sent. Never throws.</summary>
internal static class CommitmentReader
{
    private const int MaxDepth = 8;

    public static CommitmentReading Read(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length > CommitmentDocument.MaxLength)
            return new CommitmentReading.Failed(CommitmentFault.DocumentTooLarge, $"it has more than {CommitmentDocument.MaxLength} octets");
        if (Parse(octets, out var why) is not { } json)
            return new CommitmentReading.Failed(CommitmentFault.DocumentNotJson, why);

        var fields = new CommitmentFields(json);
        if (fields.Integer("version", 0, int.MaxValue) is var version && fields.Fault is { } missing)
            return new CommitmentReading.Failed(CommitmentFault.DocumentMalformed, missing);
        if (version != 1)
            return new CommitmentReading.Failed(CommitmentFault.VersionUnsupported, "`version` is not 1");

        var document = Document(fields);
        return fields.Fault is { } fault
            ? new CommitmentReading.Failed(CommitmentFault.DocumentMalformed, fault)
            : new CommitmentReading.Read(document, json, json.TryGetProperty("proof", out var proof) ? proof : default);
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> octets, out string why)
    {
        var complaint = Complaint(octets.Span);
        why = complaint ?? "it is no JSON object in UTF-8, is nested too deep, or names a key twice";
        if (!Utf8.IsValid(octets.Span))
            return null;
        try
        {
            using var document = JsonDocument.Parse(octets, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object && complaint is null ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a text that is not valid Unicode
        }
    }

    /// <summary>
    /// Numbers other than integers that a double holds have several spellings, and half a surrogate pair has none: what is hashed must be
    /// the same everywhere.
    /// </summary>
    private static string? Complaint(ReadOnlySpan<byte> octets)
    {
        var reader = new Utf8JsonReader(octets, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
                switch (reader.TokenType)
                {
                    case JsonTokenType.Number when !IsInteger(ref reader):
                        return "it holds a number that is no integer from -(2^53-1) to 2^53-1, written without fraction or exponent";
                    case JsonTokenType.String or JsonTokenType.PropertyName:
                        reader.GetString();
                        break;
                }

            return null;
        }
        catch (JsonException)
        {
            return null; // said by the parser
        }
        catch (InvalidOperationException)
        {
            return "it holds a text that is not valid Unicode";
        }
    }

    private static bool IsInteger(ref Utf8JsonReader reader) =>
        !reader.ValueSpan.ContainsAny("eE."u8) && !reader.ValueSpan.SequenceEqual("-0"u8)
        && reader.TryGetInt64(out var number) && Math.Abs((decimal)number) <= 9007199254740991;

    private static CommitmentDocument Document(CommitmentFields fields) => new()
    {
        Id = fields.Text("id"),
        Host = fields.Text("host"),
        Issued = fields.Time("issued"),
        Expires = fields.Time("expires"),
        Statements = fields.Objects("commitments", static statement => new CommitmentStatement(
            statement.Text("use"), statement.Text("party"), statement.Texts("scope"), statement.Text("value"))
        {
            HasMore = statement.HasOthers("use", "party", "scope", "value"),
        }),
        Vocabulary = fields.OptionalText("vocabulary"),
        Terms = fields.Has("terms")
            ? fields.Objects("terms", static text => new CommitmentText(text.Text("url"), text.Sha256("sha256"), text.Has("effective") ? text.Day("effective") : null))
            : [],
        NoticeDays = fields.Has("noticeDays") ? fields.Integer("noticeDays", 0, 3660) : null,
        Contact = fields.OptionalText("contact"),
        Supersedes = fields.Has("supersedes") ? fields.Sha256("supersedes") : null,
    };
}
