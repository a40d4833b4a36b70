using System.Globalization;

namespace FedFilter.Audit;

/// <summary>Why a log cannot be vouched for.</summary>
/// <param name="Position">The first entry that does not fit, or may not.</param>
/// <param name="Id">Its id, where it is there.</param>
/// <param name="What">What is wrong.</param>
internal sealed record LogFault(long Position, string? Id, string What)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"entry {Position}{(Id is null ? "" : $" ({Id})")}: {What}");
}

/// <summary>What a check found.</summary>
/// <param name="Size">How many entries the tree has.</param>
/// <param name="Root">Its root; null where there is a fault.</param>
/// <param name="Dropped">Entries of which only the hash is left, since they had been kept as long as they were to be.</param>
/// <param name="Erased">Entries whose details are gone.</param>
/// <param name="Fault">Null where all fits.</param>
internal sealed record LogFindings(long Size, byte[]? Root, long Dropped, long Erased, LogFault? Fault);
