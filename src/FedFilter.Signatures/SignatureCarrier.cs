namespace FedFilter.Signatures;

/// <summary>The headers that carry one signature of a request that came with several; null for a header that carries none of it.</summary>
/// <param name="Signature">The value of <c>Signature</c>.</param>
/// <param name="SignatureInput">The value of <c>Signature-Input</c>.</param>
/// <param name="Authorization">The value of <c>Authorization</c>.</param>
public sealed record SignatureCarrier(string? Signature, string? SignatureInput, string? Authorization);
