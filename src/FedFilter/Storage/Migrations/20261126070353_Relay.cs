using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FedFilter.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Relay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "relay_messages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Subscriber = table.Column<long>(type: "INTEGER", nullable: false),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_relay_messages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "relay_posts",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Publisher = table.Column<string>(type: "TEXT", nullable: false),
                    Object = table.Column<string>(type: "TEXT", nullable: true),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: true),
                    IsProven = table.Column<bool>(type: "INTEGER", nullable: false),
                    Receivers = table.Column<byte[]>(type: "BLOB", nullable: false),
                    TakenAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_relay_posts", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "relay_subscribers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Place = table.Column<int>(type: "INTEGER", nullable: true),
                    Host = table.Column<string>(type: "TEXT", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    ActorType = table.Column<string>(type: "TEXT", nullable: true),
                    Inbox = table.Column<string>(type: "TEXT", nullable: false),
                    Style = table.Column<int>(type: "INTEGER", nullable: false),
                    Follow = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FollowId = table.Column<string>(type: "TEXT", nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Paused = table.Column<bool>(type: "INTEGER", nullable: false),
                    Code = table.Column<string>(type: "TEXT", nullable: true),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    Cursor = table.Column<long>(type: "INTEGER", nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Trouble = table.Column<string>(type: "TEXT", nullable: true),
                    Delivered = table.Column<long>(type: "INTEGER", nullable: false),
                    DeliveredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_relay_subscribers", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_relay_messages_Subscriber",
                table: "relay_messages",
                column: "Subscriber");

            migrationBuilder.CreateIndex(
                name: "IX_relay_posts_Key",
                table: "relay_posts",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_relay_posts_Object",
                table: "relay_posts",
                column: "Object");

            migrationBuilder.CreateIndex(
                name: "IX_relay_posts_TakenAt",
                table: "relay_posts",
                column: "TakenAt");

            migrationBuilder.CreateIndex(
                name: "IX_relay_subscribers_Host",
                table: "relay_subscribers",
                column: "Host",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_relay_subscribers_Place",
                table: "relay_subscribers",
                column: "Place",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_relay_subscribers_Version",
                table: "relay_subscribers",
                column: "Version");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "relay_messages");

            migrationBuilder.DropTable(
                name: "relay_posts");

            migrationBuilder.DropTable(
                name: "relay_subscribers");
        }
    }
}
