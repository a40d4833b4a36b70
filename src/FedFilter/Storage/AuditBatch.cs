namespace FedFilter.Storage;

/// <summary>What is written of the audit log together, or not at all. A refusal waits for it.</summary>
internal sealed class AuditBatch : StoreBatch
{
    private AuditBatch(FedFilterContext context)
        : base(context)
    {
    }

    /// <param name="context">Disposed by the caller, after this.</param>
    public static AuditBatch Begin(FedFilterContext context) => new(context);

    /// <summary>How many leaves the tree has.</summary>
    public long TreeSize()
    {
        using var reader = Prepare("SELECT Number, length(Hashes) / 32 FROM audit_tiles WHERE Level = 0 ORDER BY Number DESC LIMIT 1").ExecuteReader();
        return reader.Read() ? reader.GetInt64(0) * 256 + reader.GetInt64(1) : 0;
    }

    /// <summary>The position after the last entry.</summary>
    public long EntriesEnd() => Prepare("SELECT max(Sequence) FROM audit_entries").ExecuteScalar() is long last ? last + 1 : 0;

    public byte[]? Tile(int level, long number)
    {
        var command = Prepare("SELECT Hashes FROM audit_tiles WHERE Level = $0 AND Number = $1");
        Bind(command, level, number);
        return command.ExecuteScalar() as byte[];
    }

    public void Add(AuditEntryRow row) => Run(
        """INSERT INTO audit_entries (Sequence, Id, Time, Kind, Checkpoint, Peer, Rule, Code, Enforced, "Count", "Of", Canonical) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        row.Sequence, row.Id, row.Time, row.Kind, row.Checkpoint, row.Peer, row.Rule, row.Code, row.Enforced, row.Count, row.Of, row.Canonical);

    public void Add(AuditDetailsRow row) =>
        Run("INSERT INTO audit_details (Sequence, Salt, Canonical, Type) VALUES ($0, $1, $2, $3)", row.Sequence, row.Salt, row.Canonical, row.Type);

    /// <summary>Makes details findable by their words.</summary>
    public void AddWords(long sequence, string words) => Run("INSERT INTO audit_words (rowid, Words) VALUES ($0, $1)", sequence, words);

    /// <param name="sequence">The entry's position.</param>
    /// <param name="words">The very words that were added.</param>
    public void RemoveWords(long sequence, string words) => Run("INSERT INTO audit_words (audit_words, rowid, Words) VALUES ('delete', $0, $1)", sequence, words);

    public void Put(AuditTileRow row) => Run(
        "INSERT INTO audit_tiles (Level, Number, Hashes) VALUES ($0, $1, $2) ON CONFLICT DO UPDATE SET Hashes = excluded.Hashes", row.Level, row.Number, row.Hashes);

    public void Widen(AuditHourRow row) => Run(
        "INSERT INTO audit_hours (Hour, First, Last) VALUES ($0, $1, $2) ON CONFLICT DO UPDATE SET First = min(First, excluded.First), Last = max(Last, excluded.Last)",
        row.Hour, row.First, row.Last);

    public void Count(AuditCountRow row) => Run(
        """INSERT INTO audit_counts (Hour, Kind, Peer, Code, Rule, Enforced, "Count") VALUES ($0, $1, $2, $3, $4, $5, $6) ON CONFLICT DO UPDATE SET "Count" = "Count" + excluded."Count" """,
        row.Hour, row.Kind, row.Peer, row.Code, row.Rule, row.Enforced, row.Count);

    /// <summary>The oldest details before a position.</summary>
    public List<(long Sequence, byte[] Canonical)> DetailsBefore(long position, int limit)
    {
        var command = Prepare("SELECT Sequence, Canonical FROM audit_details WHERE Sequence < $0 ORDER BY Sequence LIMIT $1");
        Bind(command, position, limit);
        using var reader = command.ExecuteReader();
        var found = new List<(long, byte[])>();
        while (reader.Read())
            found.Add((reader.GetInt64(0), (byte[])reader[1]));
        return found;
    }

    public void RemoveDetails(long sequence) => Run("DELETE FROM audit_details WHERE Sequence = $0", sequence);

    /// <summary>Removes the oldest entries before a position, and says how many.</summary>
    public int RemoveEntries(long position, int limit) =>
        Run("DELETE FROM audit_entries WHERE Sequence IN (SELECT Sequence FROM audit_entries WHERE Sequence < $0 ORDER BY Sequence LIMIT $1)", position, limit);
}
