using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FedFilter.Storage.Migrations
{
    /// <inheritdoc />
    public partial class KeyOwnerType : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "OwnerType",
                table: "peer_keys",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "OwnerType",
                table: "peer_keys");
        }
    }
}
