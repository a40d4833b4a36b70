using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FedFilter.Storage.Migrations
{
    /// <inheritdoc />
    public partial class RollUp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_audit_entries_Enforced",
                table: "audit_entries");

            migrationBuilder.AddColumn<long>(
                name: "Count",
                table: "audit_entries",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L); // each entry of before stands for one request

            migrationBuilder.AddColumn<string>(
                name: "Of",
                table: "audit_entries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_Enforced_Count",
                table: "audit_entries",
                columns: new[] { "Enforced", "Count" },
                filter: "\"Enforced\" = 0");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_Of",
                table: "audit_entries",
                column: "Of",
                filter: "\"Of\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_audit_entries_Enforced_Count",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "IX_audit_entries_Of",
                table: "audit_entries");

            migrationBuilder.DropColumn(
                name: "Count",
                table: "audit_entries");

            migrationBuilder.DropColumn(
                name: "Of",
                table: "audit_entries");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_Enforced",
                table: "audit_entries",
                column: "Enforced",
                filter: "\"Enforced\" = 0");
        }
    }
}
