namespace FedFilter.Signatures;

/// <summary>A fault with the sentence that explains it. Holds no octets a peer chose.</summary>
internal sealed record Faulted(SignatureFault Fault, string Detail);
