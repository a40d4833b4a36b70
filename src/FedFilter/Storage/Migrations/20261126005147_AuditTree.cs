using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FedFilter.Storage.Migrations
{
    /// <inheritdoc />
    public partial class AuditTree : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_audit_entries_Enforced_Count",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "IX_audit_entries_Time",
                table: "audit_entries");

            migrationBuilder.AddColumn<string>(
                name: "Checkpoint",
                table: "audit_entries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Type",
                table: "audit_details",
                type: "TEXT",
                nullable: true);

            // Kept in the order of its key, without a row beside it: sums read it in one go.
            migrationBuilder.Sql("""
                CREATE TABLE audit_counts (
                    Hour INTEGER NOT NULL, Kind TEXT NOT NULL, Peer TEXT NOT NULL, Code TEXT NOT NULL, Rule TEXT NOT NULL, Enforced INTEGER NOT NULL,
                    "Count" INTEGER NOT NULL,
                    CONSTRAINT PK_audit_counts PRIMARY KEY (Hour, Kind, Peer, Code, Rule, Enforced)) WITHOUT ROWID
                """);

            migrationBuilder.CreateTable(
                name: "audit_hours",
                columns: table => new
                {
                    Hour = table.Column<long>(type: "INTEGER", nullable: false),
                    First = table.Column<long>(type: "INTEGER", nullable: false),
                    Last = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_hours", x => x.Hour);
                });

            migrationBuilder.CreateTable(
                name: "audit_tiles",
                columns: table => new
                {
                    Level = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Hashes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_tiles", x => new { x.Level, x.Number });
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_Checkpoint_Sequence",
                table: "audit_entries",
                columns: new[] { "Checkpoint", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_Kind_Sequence",
                table: "audit_entries",
                columns: new[] { "Kind", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_audit_details_Type_Sequence",
                table: "audit_details",
                columns: new[] { "Type", "Sequence" });

            // The words of the details, without the details themselves; what is erased leaves it at once, not at some later merge.
            migrationBuilder.Sql("CREATE VIRTUAL TABLE audit_words USING fts5(Words, content='', columnsize=0, detail=none)");
            migrationBuilder.Sql("INSERT INTO audit_words (audit_words, rank) VALUES ('secure-delete', 1)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE audit_words");

            migrationBuilder.DropTable(
                name: "audit_counts");

            migrationBuilder.DropTable(
                name: "audit_hours");

            migrationBuilder.DropTable(
                name: "audit_tiles");

            migrationBuilder.DropIndex(
                name: "IX_audit_entries_Checkpoint_Sequence",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "IX_audit_entries_Kind_Sequence",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "IX_audit_details_Type_Sequence",
                table: "audit_details");

            migrationBuilder.DropColumn(
                name: "Checkpoint",
                table: "audit_entries");

            migrationBuilder.DropColumn(
                name: "Type",
                table: "audit_details");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_Enforced_Count",
                table: "audit_entries",
                columns: new[] { "Enforced", "Count" },
                filter: "\"Enforced\" = 0");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_Time",
                table: "audit_entries",
                column: "Time");
        }
    }
}
