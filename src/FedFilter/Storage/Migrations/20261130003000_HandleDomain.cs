using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FedFilter.Storage.Migrations
{
    /// <inheritdoc />
    public partial class HandleDomain : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "HandleDomain",
                table: "recent_decisions",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "HandleDomain",
                table: "recent_decisions");
        }
    }
}
