using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedFilter.Configuration;

/// <summary>
/// The last good copy of one list: its text as a file; of a fetched list notes on it in a second one, and in a third a later text that an
/// admin has to accept. Each is written beside and moved into place, so that whoever reads sees one version or the other, also after a
/// crash.
/// </summary>
/// <param name="path">The text's path, in a folder of FedFilter's own.</param>
internal sealed class ListCopy(string path)
{
    public static string NotesOf(string path) => path + ".json";

    private string RejectedPath => path + ".rejected";

    /// <summary>The text; null if there is none, or it cannot be read.</summary>
    public string? Text() => Read(path);

    /// <summary>The later text that was fetched and not taken; null if there is none.</summary>
    public string? Rejected() => Read(RejectedPath);

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The notes; null if there are none that can be read.</summary>
    public ListNotes? Notes()
    {
        try
        {
            return File.Exists(NotesOf(path)) ? JsonSerializer.Deserialize(File.ReadAllText(NotesOf(path)), ListNotesJson.Default.ListNotes) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the notes are about exactly this text: only then may a 304 stand for it.</summary>
    public static bool Fits(ListNotes? notes, string? text) => notes?.Sha256 is { } hash && text is not null && hash == HashOf(text);

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Write(string text) => WholeFile.WritePrivate(path, text);

    /// <summary>Keeps a text that was fetched and not taken.</summary>
    /// <inheritdoc cref="Write(string)" path="/exception"/>
    public void Reject(string text)
    {
        if (Rejected() != text)
            WholeFile.Write(RejectedPath, text);
    }

    /// <summary>Drops it.</summary>
    /// <inheritdoc cref="Write(string)" path="/exception"/>
    public void DropRejected() => File.Delete(RejectedPath);

    /// <inheritdoc cref="Write(string)"/>
    public void Write(ListNotes notes) => WholeFile.WritePrivate(NotesOf(path), JsonSerializer.Serialize(notes, ListNotesJson.Default.ListNotes));
}

/// <summary>What is known of a fetched list beside its text.</summary>
internal sealed record ListNotes
{
    public required string Url { get; init; }

    /// <summary>Of the text that the tag and the date below are about.</summary>
    public string? Sha256 { get; init; }

    public string? ETag { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>When the source last said what the list is, with a text or by saying that nothing changed.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>When it was last asked, whatever came of it.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Why what it answered was not taken; null if it was.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether an admin has to accept the text that was not taken.</summary>
    public bool AwaitsAdmin { get; init; }
}

[JsonSerializable(typeof(ListNotes))]
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower)]
internal sealed partial class ListNotesJson : JsonSerializerContext;
