using FedFilter.Policy.Facts;

namespace FedFilter.Declarations;

/// <summary>What decisions look at of all that was found out about a peer; kept in memory for every peer that sends requests.</summary>
/// <param name="Evidence">What it declares.</param>
/// <param name="Software">What it runs, as NodeInfo names it. Null if not known.</param>
/// <param name="AskedAt">When it was asked last. Null if it never was.</param>
internal sealed record PeerKnowledge(GatheredEvidence Evidence, string? Software, DateTimeOffset? AskedAt)
{
    private const int EntryOctets = 512;
    private const int PieceOctets = 1024;

    /// <summary>What it takes in memory, roughly; most peers declare nothing, and share that.</summary>
    public long Octets => EntryOctets + (PieceOctets * (Evidence.Pieces.Length + Evidence.Texts.Length));

    public static PeerKnowledge Of(PeerRecord record) => new(record.Gathered(), record.Software, record.Sources.Max(source => (DateTimeOffset?)source.ReadAt));

    /// <summary>Our own hosts are never asked: they are behind this program.</summary>
    public static PeerKnowledge OfOwn(DateTimeOffset now) => new(GatheredEvidence.Nothing, null, now);

    public static PeerKnowledge None(DateTimeOffset now) => new(GatheredEvidence.Pending(now), null, null);
}
