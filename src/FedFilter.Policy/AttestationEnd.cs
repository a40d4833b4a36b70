namespace FedFilter.Policy;

/// <summary>When an attestation ceases to count by itself.</summary>
/// <param name="Peer">The host it is about.</param>
/// <param name="Term">The term it is for.</param>
/// <param name="At">It does not count at that moment any more.</param>
public sealed record AttestationEnd(string Peer, string Term, DateTimeOffset At);
