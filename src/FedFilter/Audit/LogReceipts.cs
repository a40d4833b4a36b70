using FedFilter.Audit.Signing;
using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

/// <summary>Makes receipts: what an outsider needs to be sure, offline, that an entry is in the log whose head was signed.</summary>
internal sealed class LogReceipts(IDbContextFactory<FedFilterContext> contexts, LogTree tree, CheckpointFile file)
{
    /// <summary>Null while no signed head covers the entry.</summary>
    /// <exception cref="InvalidDataException">The log does not fit its head.</exception>
    public async Task<InclusionReceipt?> OfAsync(long position, CancellationToken cancellation)
    {
        if (file.Read() is not { } signed || signed.Head.Size <= position)
            return null;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var canonical = await context.AuditEntries.Where(row => row.Sequence == position).Select(row => row.Canonical).SingleAsync(cancellation);
        var receipt = new InclusionReceipt(canonical, position, await tree.Open().InclusionAsync(position, signed.Head.Size), signed.Note);
        return receipt.IsProven ? receipt : throw new InvalidDataException("the entry does not fit the signed head");
    }
}
