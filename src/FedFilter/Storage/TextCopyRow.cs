namespace FedFilter.Storage;

/// <summary>A text that an attestation was made of, or that took its place.</summary>
internal sealed class TextCopyRow
{
    /// <summary>Of the text in UTF-8, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its URL.</summary>
    public required string Source { get; init; }

    /// <summary>In UTF-8, compressed by Brotli.</summary>
    public required byte[] Text { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00Z.</summary>
    public required long SavedAt { get; init; }
}
