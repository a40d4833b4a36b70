using FedFilter.Storage;
using Microsoft.EntityFrameworkCore;

namespace FedFilter.Audit;

internal static class AuditPosition
{
    /// <summary>The position of the next entry: positions begin at 0 and have no gaps.</summary>
    public static async Task<long> NextAsync(FedFilterContext context) =>
        await context.AuditEntries.MaxAsync(row => (long?)row.Sequence) is { } last ? last + 1 : 0;
}
