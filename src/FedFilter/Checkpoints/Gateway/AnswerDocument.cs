using System.Buffers;
using System.Collections.Frozen;
using System.IO.Pipelines;
using System.Text.Json;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>What the body of an answer is.</summary>
internal enum DocumentKind
{
    /// <summary>Too long, compressed, incomplete, or no JSON although it says so: it may be a document.</summary>
    Unreadable,

    /// <summary>No ActivityPub document: a page, NodeInfo, WebFinger, a client API.</summary>
    Other,

    /// <summary>A JSON-LD context and nothing else.</summary>
    Context,

    /// <summary>An actor of type Application or Service.</summary>
    InstanceActor,

    /// <summary>Any other ActivityPub document.</summary>
    ActivityPub,
}

/// <summary>Reads what an origin answers, to see whether it is an ActivityPub document.</summary>
internal static class AnswerDocument
{
    /// <summary>The longest JSON that is looked at, in bytes; longer ones stay here.</summary>
    private const int MaxLength = 256 * 1024;

    // Types by which ActivityPub software knows a document: ActivityStreams 2.0, the security vocabulary, and extensions in use.
    private static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(
    [
        "Object", "Link", "Activity", "IntransitiveActivity", "Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage",
        "Accept", "Add", "Announce", "Arrive", "Block", "Create", "Delete", "Dislike", "Flag", "Follow", "Ignore", "Invite", "Join", "Leave",
        "Like", "Listen", "Move", "Offer", "Question", "Read", "Reject", "Remove", "TentativeAccept", "TentativeReject", "Travel", "Undo", "Update", "View",
        "Application", "Group", "Organization", "Person", "Service", "Article", "Audio", "Document", "Event", "Image", "Note", "Page", "Place",
        "Profile", "Relationship", "Tombstone", "Video", "Mention", "Hashtag", "Emoji", "EmojiReact", "ChatMessage", "PropertyValue", "Feed",
        "Key", "CryptographicKey", "Multikey", "DataIntegrityProof",
    ]);

    // Members that no client API, NodeInfo or WebFinger document has.
    private static readonly FrozenSet<string> Members = FrozenSet.ToFrozenSet(
        ["attributedTo", "orderedItems", "inReplyTo", "contentMap", "preferredUsername", "sharedInbox", "publicKeyPem", "publicKeyMultibase"]);

    /// <summary>Reads as much of an answer as it takes to see what it is; its content can be read from the beginning afterwards.</summary>
    public static async ValueTask<(DocumentKind Kind, ReadOnlyMemory<byte> Document)> ReadAsync(HttpResponseMessage answer, AnswerType type, CancellationToken cancellation)
    {
        if (answer.Content.Headers.NonValidated.Contains("Content-Encoding"))
            return (type == AnswerType.Page ? DocumentKind.Other : DocumentKind.Unreadable, default);
        try
        {
            var (head, isWhole) = await PeekAsync(answer, saysJson: type >= AnswerType.Json, cancellation);
            if (head.Length == 0 || (type < AnswerType.Json && !BeginsAsJson(head)))
                return (DocumentKind.Other, default);
            return isWhole ? (Read(head), head) : (DocumentKind.Unreadable, default);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return (DocumentKind.Unreadable, default); // the origin broke off
        }
    }

    /// <summary>Returns what a text is. Never throws.</summary>
    public static DocumentKind Read(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.GetPropertyCount() == 1 && root.TryGetProperty("@context", out _))
                return DocumentKind.Context;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type)
                && type.ValueKind == JsonValueKind.String && type.GetString() is "Application" or "Service")
                return DocumentKind.InstanceActor;
            return IsActivityPub(root) ? DocumentKind.ActivityPub : DocumentKind.Other;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return DocumentKind.Unreadable; // InvalidOperationException: a string that is not valid Unicode
        }
    }

    /// <summary>Stops as soon as it is no JSON, so that pages and downloads are not held here.</summary>
    private static async Task<(byte[] Head, bool IsWhole)> PeekAsync(HttpResponseMessage answer, bool saysJson, CancellationToken cancellation)
    {
        var reader = PipeReader.Create(await answer.Content.ReadAsStreamAsync(cancellation));
        answer.Content = new StreamContent(reader.AsStream());
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.IsCompleted || read.Buffer.Length > MaxLength || (!saysJson && IsOtherThanJson(read.Buffer.FirstSpan)))
            {
                var head = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.Start);
                return (head, read.IsCompleted && head.Length <= MaxLength);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsOtherThanJson(ReadOnlySpan<byte> begin) => begin.Length >= 4 && begin.ContainsAnyExcept(" \t\r\n\0"u8) && !BeginsAsJson(begin);

    // Whatever some reader takes for JSON: also after a byte order mark, or in UTF-16 and UTF-32.
    private static bool BeginsAsJson(ReadOnlySpan<byte> text)
    {
        foreach (var mark in (ReadOnlySpan<byte[]>)[[0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE]])
            if (text.StartsWith(mark))
                text = text[mark.Length..];
        return text.TrimStart(" \t\r\n\0"u8) is [(byte)'{' or (byte)'[', ..];
    }

    private static bool IsActivityPub(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(IsActivityPub),
        JsonValueKind.Object => HasIdAndType(element)
            || element.EnumerateObject().Any(member =>
                member.Name.StartsWith('@')
                || Members.Contains(member.Name)
                || (member.NameEquals("type") && NamesType(member.Value))
                || IsActivityPub(member.Value)),
        _ => false,
    };

    private static bool HasIdAndType(JsonElement element) =>
        element.TryGetProperty("type", out _)
        && element.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
        && id.GetString()!.Contains("://", StringComparison.Ordinal);

    // Also as a compact or full IRI: as:Note, https://www.w3.org/ns/activitystreams#Note.
    private static bool NamesType(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.Array => type.EnumerateArray().Any(NamesType),
        JsonValueKind.String => type.GetString() is { } text && Types.Contains(text[(text.AsSpan().LastIndexOfAny(":#/") + 1)..]),
        _ => false,
    };
}
