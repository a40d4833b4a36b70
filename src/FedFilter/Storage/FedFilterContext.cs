using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

internal sealed class FedFilterContext(DbContextOptions<FedFilterContext> options) : DbContext(options)
{
    public DbSet<PeerKeyRow> PeerKeys => Set<PeerKeyRow>();

    public DbSet<AuditEntryRow> AuditEntries => Set<AuditEntryRow>();

    public DbSet<AuditDetailsRow> AuditDetails => Set<AuditDetailsRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PeerKeyRow>().HasKey(row => row.KeyId);
        modelBuilder.Entity<AuditEntryRow>().HasKey(row => row.Sequence);
        modelBuilder.Entity<AuditDetailsRow>().HasKey(row => row.Sequence);
    }
}
