using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

internal sealed class FedFilterContext(DbContextOptions<FedFilterContext> options) : DbContext(options)
{
    public DbSet<PeerKeyRow> PeerKeys => Set<PeerKeyRow>();

    public DbSet<PeerSeenRow> PeersSeen => Set<PeerSeenRow>();

    public DbSet<AuditEntryRow> AuditEntries => Set<AuditEntryRow>();

    public DbSet<AuditDetailsRow> AuditDetails => Set<AuditDetailsRow>();

    public DbSet<RecentDecisionRow> RecentDecisions => Set<RecentDecisionRow>();

    public DbSet<PeerRecordRow> PeerRecords => Set<PeerRecordRow>();

    public DbSet<EvidenceChangeRow> EvidenceChanges => Set<EvidenceChangeRow>();

    public DbSet<TextCopyRow> TextCopies => Set<TextCopyRow>();

    public DbSet<LostDecisionsRow> LostDecisions => Set<LostDecisionsRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PeerKeyRow>(row =>
        {
            row.ToTable("peer_keys");
            row.HasKey(key => key.KeyId);
            row.HasIndex(key => key.FetchedAt);
        });
        modelBuilder.Entity<PeerSeenRow>(row =>
        {
            row.ToTable("peers_seen");
            row.HasKey(seen => seen.Host);
        });
        modelBuilder.Entity<AuditEntryRow>(row =>
        {
            row.ToTable("audit_entries");
            row.HasKey(entry => entry.Sequence);
            row.Property(entry => entry.Sequence).ValueGeneratedNever();
            row.HasIndex(entry => entry.Id).IsUnique();
            row.HasIndex(entry => entry.Time);

            // Each ends in the position: lists are read backwards along it.
            row.HasIndex(entry => new { entry.Peer, entry.Sequence });
            row.HasIndex(entry => new { entry.Code, entry.Sequence });
            row.HasIndex(entry => new { entry.Rule, entry.Sequence });

            // Summed up from the index alone.
            row.HasIndex(entry => new { entry.Enforced, entry.Count }).HasFilter("\"Enforced\" = 0");
            row.HasIndex(entry => entry.Of).HasFilter("\"Of\" IS NOT NULL");
        });
        modelBuilder.Entity<AuditDetailsRow>(row =>
        {
            row.ToTable("audit_details");
            row.HasKey(details => details.Sequence);
            row.Property(details => details.Sequence).ValueGeneratedNever();
        });
        modelBuilder.Entity<RecentDecisionRow>(row =>
        {
            row.ToTable("recent_decisions");
            row.HasKey(decision => decision.Id);
            row.HasIndex(decision => decision.Minute);
        });
        modelBuilder.Entity<PeerRecordRow>(row =>
        {
            row.ToTable("peer_records");
            row.HasKey(record => record.Host);
            row.HasIndex(record => record.DueAt);
            row.HasIndex(record => record.Version);
        });
        modelBuilder.Entity<EvidenceChangeRow>(row =>
        {
            row.ToTable("evidence_changes");
            row.HasKey(change => change.Id);
            row.HasIndex(change => change.Host);
            row.HasIndex(change => change.Id).HasFilter("\"IsTold\" = 0");
        });
        modelBuilder.Entity<TextCopyRow>(row =>
        {
            row.ToTable("text_copies");
            row.HasKey(copy => copy.Sha256);
        });
        modelBuilder.Entity<LostDecisionsRow>(row =>
        {
            row.ToTable("lost_decisions");
            row.HasKey(lost => lost.Id);
            row.HasIndex(lost => lost.Time);
        });
    }
}
