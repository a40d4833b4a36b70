using Microsoft.EntityFrameworkCore;

namespace FedFilter.Storage;

internal sealed class FedFilterContext(DbContextOptions<FedFilterContext> options) : DbContext(options)
{
    public DbSet<PeerKeyRow> PeerKeys => Set<PeerKeyRow>();

    public DbSet<PeerSeenRow> PeersSeen => Set<PeerSeenRow>();

    public DbSet<AuditEntryRow> AuditEntries => Set<AuditEntryRow>();

    public DbSet<AuditDetailsRow> AuditDetails => Set<AuditDetailsRow>();

    public DbSet<AuditTileRow> AuditTiles => Set<AuditTileRow>();

    public DbSet<AuditHourRow> AuditHours => Set<AuditHourRow>();

    public DbSet<AuditCountRow> AuditCounts => Set<AuditCountRow>();

    public DbSet<RecentDecisionRow> RecentDecisions => Set<RecentDecisionRow>();

    public DbSet<PeerRecordRow> PeerRecords => Set<PeerRecordRow>();

    public DbSet<EvidenceChangeRow> EvidenceChanges => Set<EvidenceChangeRow>();

    public DbSet<TextCopyRow> TextCopies => Set<TextCopyRow>();

    public DbSet<NoticeRow> Notices => Set<NoticeRow>();

    public DbSet<LostDecisionsRow> LostDecisions => Set<LostDecisionsRow>();

    public DbSet<RelaySubscriberRow> RelaySubscribers => Set<RelaySubscriberRow>();

    public DbSet<RelayPostRow> RelayPosts => Set<RelayPostRow>();

    public DbSet<RelayMessageRow> RelayMessages => Set<RelayMessageRow>();

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

            // Each ends in the position: lists are read backwards along it. A time is found through audit_hours.
            row.HasIndex(entry => new { entry.Peer, entry.Sequence });
            row.HasIndex(entry => new { entry.Code, entry.Sequence });
            row.HasIndex(entry => new { entry.Rule, entry.Sequence });
            row.HasIndex(entry => new { entry.Kind, entry.Sequence });
            row.HasIndex(entry => new { entry.Checkpoint, entry.Sequence });
            row.HasIndex(entry => entry.Of).HasFilter("\"Of\" IS NOT NULL");
        });
        modelBuilder.Entity<AuditDetailsRow>(row =>
        {
            row.ToTable("audit_details");
            row.HasKey(details => details.Sequence);
            row.Property(details => details.Sequence).ValueGeneratedNever();
            row.HasIndex(details => new { details.Type, details.Sequence });
        });
        modelBuilder.Entity<AuditTileRow>(row =>
        {
            row.ToTable("audit_tiles");
            row.HasKey(tile => new { tile.Level, tile.Number });
        });
        modelBuilder.Entity<AuditHourRow>(row =>
        {
            row.ToTable("audit_hours");
            row.HasKey(hour => hour.Hour);
            row.Property(hour => hour.Hour).ValueGeneratedNever();
        });
        modelBuilder.Entity<AuditCountRow>(row =>
        {
            row.ToTable("audit_counts");
            row.HasKey(count => new { count.Hour, count.Kind, count.Peer, count.Code, count.Rule, count.Enforced });
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
        modelBuilder.Entity<NoticeRow>(row =>
        {
            row.ToTable("notices");
            row.HasKey(notice => notice.Id);
            row.HasIndex(notice => new { notice.Notice, notice.Webhook }).IsUnique();
            row.HasIndex(notice => new { notice.State, notice.DueAt });
        });
        modelBuilder.Entity<LostDecisionsRow>(row =>
        {
            row.ToTable("lost_decisions");
            row.HasKey(lost => lost.Id);
            row.HasIndex(lost => lost.Time);
        });
        modelBuilder.Entity<RelaySubscriberRow>(row =>
        {
            row.ToTable("relay_subscribers");
            row.HasKey(subscriber => subscriber.Id);
            row.HasIndex(subscriber => subscriber.Host).IsUnique();
            row.HasIndex(subscriber => subscriber.Place).IsUnique();
            row.HasIndex(subscriber => subscriber.Version);
        });
        modelBuilder.Entity<RelayPostRow>(row =>
        {
            row.ToTable("relay_posts");
            row.HasKey(post => post.Sequence);
            row.HasIndex(post => post.Key).IsUnique();
            row.HasIndex(post => post.Object);
            row.HasIndex(post => post.TakenAt);
        });
        modelBuilder.Entity<RelayMessageRow>(row =>
        {
            row.ToTable("relay_messages");
            row.HasKey(message => message.Id);
            row.HasIndex(message => message.Subscriber);
        });
    }
}
