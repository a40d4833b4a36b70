namespace FedFilter.Signatures;

/// <summary>A fault with the sentence that explains it, which holds no octets a peer chose.</summary>
internal sealed record Faulted(SignatureFault Fault, string Detail)
{
    /// <summary>The key id as the sender wrote it, where it could be read.</summary>
    public string? KeyId { get; init; }
}
