using System.Reflection;
using System.Text;
using FedFilter.Audit;
using FedFilter.Audit.Merkle;
using FedFilter.Audit.Signing;
using FedFilter.Tests.Audit.Merkle;

namespace FedFilter.Tests.Freeze;

/// <summary>The bytes that are hashed, signed and kept for years: entries, details, a tile, a checkpoint and a receipt.</summary>
public sealed class AuditFormatTests
{
    private const string Name = "social.example/fedfilter/audit";

    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, 7, TimeSpan.Zero);

    private static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>The secret key of RFC 8032, section 7.1, test 1.</summary>
    private static readonly string Key =
        $"-----BEGIN PRIVATE KEY-----\n{Convert.ToBase64String(Convert.FromHexString("302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))}\n-----END PRIVATE KEY-----\n";

    [Fact]
    public async Task entries_of_each_kind_their_tile_checkpoint_and_receipt_are_as_approved()
    {
        var details = AllDetails().Canonical();
        var entries = Entries().Select((entry, i) => (entry with { Id = Id(i), Details = AuditDetails.Seal(Salt, details) }).Bounded().Canonical()).ToArray();
        var tree = new MemoryTree();
        foreach (var entry in entries)
            tree.Append(entry);
        using var signer = NoteSigner.FromPem(Name, Key);
        var checkpoint = signer.Sign(new TreeHead(Name, tree.Size, await tree.Tree.RootAsync(tree.Size)).Text);
        var receipt = new InclusionReceipt(entries[3], 3, await tree.Tree.InclusionAsync(3, tree.Size), checkpoint);
        var tile = Assert.Single(tree.Tiles());

        Approved.Lines("audit-format.txt",
        [
            "# Details", Encoding.UTF8.GetString(details), "",
            "# Entries", .. entries.Select(Encoding.UTF8.GetString), "",
            $"# Tile {tile.Path}", .. (await tree.ReadAsync(tile.Level, tile.Number))!.Chunk(TreeHash.Size).Select(Convert.ToBase64String), "",
            "# Verifier key", signer.Verifier.Text, "",
            "# Checkpoint", $"{checkpoint}",
            "# Receipt", $"{receipt}",
        ]);
    }

    [Fact]
    public void there_is_an_entry_of_each_kind()
    {
        var kinds = typeof(AuditKind).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(kinds.Append("refusals").Append("holds").Order(StringComparer.Ordinal), Entries().Select(entry => entry.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    private static string Id(int i) => $"01m86m8ezed24f657pzvmpnz{i:00}";

    /// <summary>Details with every member set.</summary>
    internal static AuditDetails AllDetails() => new()
    {
        Origin = "social.example",
        KeyId = "https://stranger.example/users/bob#main-key",
        Actor = "https://stranger.example/users/bob",
        ActivityTypes = ["Create", "Note"],
        Object = "https://stranger.example/notes/1",
        Target = "/users/alice/inbox?page=\u00fc",
        UserAgent = "stranger/1 \u202e(\u0007)",
        ClientNetwork = "192.0.2.0/24",
        Note = new string('n', 600),
        By = "alice",
    };

    /// <summary>Entries of each kind, without an id; together they set every member.</summary>
    internal static IEnumerable<AuditEntry> Entries()
    {
        var one = Entry(AuditKind.Refusal, "not-committed") with
        {
            Checkpoint = "gateway",
            Direction = "outbound",
            Request = "fetch",
            Peer = "stranger.example",
            Signer = "signer.example",
            Rule = "everyone else",
            Missing = ["no-ai-training", "no-indexing"],
            Policy = new string('a', 64),
        };
        yield return one;
        yield return one with { Kind = AuditKind.Hold, Code = "standing-pending", Direction = "inbound", Request = "delivery", Signer = null, Missing = null };
        yield return one with { Kind = AuditKind.Shadow, Checkpoint = "egress", Code = "watched", Enforced = false };
        foreach (var kind in (string[])["refusals", "holds", AuditKind.Shadows])
        {
            yield return one with { Kind = kind, Checkpoint = "relay", Domain = "stranger.example" };
            yield return Counted(kind, "not-committed") with { Checkpoint = "relay", Peer = "stranger.example", Rule = "everyone else", Policy = new string('a', 64), Of = Id(3) };
            yield return one with { Kind = kind, Overflow = true };
        }

        yield return Counted(AuditKind.Rejections, "signature-expired") with { Checkpoint = "gateway", ClaimedHost = "friend.example" };
        yield return Counted(AuditKind.Rejections, "signature-missing") with { Checkpoint = "gateway", Enforced = false, Overflow = true };
        yield return Counted(AuditKind.Duplicates, "duplicate") with { Checkpoint = "gateway", ClaimedHost = "friend.example" };
        yield return Counted(AuditKind.NothingToDelete, "nothing-to-delete") with { Checkpoint = "gateway" };
        yield return Counted(AuditKind.Identity, "identity-only") with { Checkpoint = "gateway", Peer = "stranger.example" };
        yield return Entry(AuditKind.Policy, "enforce") with { Policy = new string('a', 64), Before = new string('b', 64) };
        yield return Entry(AuditKind.Evidence, "commitment-changed") with
        {
            Peer = "friend.example",
            Source = "commitment document",
            Policy = new string('a', 64),
            Before = new string('b', 64),
            After = new string('c', 64),
        };
        yield return Counted(AuditKind.Evidence, "commitment-found") with { Domain = "friend.example", Source = "commitment document" };
        yield return Entry(AuditKind.Override, "overridden") with { Peer = "friend.example", Policy = new string('a', 64), Until = Noon.AddDays(7) };
        yield return Entry(AuditKind.Pruned, "keep") with { DroppedBefore = 1234567890123 };
    }

    private static AuditEntry Entry(string kind, string code) => new() { Id = "", Time = Noon, Kind = kind, Code = code, Enforced = true };

    private static AuditEntry Counted(string kind, string code) => Entry(kind, code) with { Count = 124, First = Noon.AddMinutes(-1), Last = Noon.AddMilliseconds(-40) };
}
