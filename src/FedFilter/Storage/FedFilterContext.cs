using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

internal sealed class FedFilterContext(DbContextOptions<FedFilterContext> options) : DbContext(options)
{
    public DbSet<PeerKeyRow> PeerKeys => Set<PeerKeyRow>();

    public DbSet<AuditEntryRow> AuditEntries => Set<AuditEntryRow>();

    public DbSet<AuditDetailsRow> AuditDetails => Set<AuditDetailsRow>();
}
