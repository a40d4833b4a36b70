using FedFilter.Network;
using FedFilter.Policy;
using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations;

/// <summary>
/// One place where a peer may declare something: one file each in Sources/. A source turns what it knew and what it reads now into what
/// it knows; it never decides what that is worth.
/// </summary>
internal abstract class DeclarationSource
{
    /// <summary>Its name, as people read it.</summary>
    public abstract string Name { get; }

    /// <summary>How long what was read is not read again, though the peer is asked for another reason; zero where it always is.</summary>
    public virtual TimeSpan RestsFor => TimeSpan.Zero;

    /// <summary>Reads it. Null if it does not apply to this peer. Whatever the peer does, an answer and no exception.</summary>
    public abstract Task<SourceRecord?> ReadAsync(SourceQuestion question, CancellationToken cancellation);
}

/// <summary>What a source is asked.</summary>
/// <param name="Peer">The peer's canonical host.</param>
/// <param name="Entry">What the policy files say of it; null if nothing.</param>
/// <param name="Before">What the source knew.</param>
/// <param name="Now">The time.</param>
/// <param name="SignAs">Whose name the peer is asked in.</param>
internal sealed record SourceQuestion(string Peer, PeerEntry? Entry, SourceRecord? Before, DateTimeOffset Now, SigningKey SignAs)
{
    /// <summary>As every fetch of ours says who asks, and where to read about it.</summary>
    public string UserAgent => GuardedRequest.UserAgentOf(SignAs.KeyId);
}
