using System.Collections.Immutable;
using CsCheck;
using FedFilter.Policy.Editing;

namespace FedFilter.Policy.Tests.Editing;

public sealed class PeerFileEditTests
{
    private const string Block = """
        # what we know of others
        peers:
          # a friend of many years
          - host: a.example   # theirs
            attests: [no-ai-training]
            by: alice  # on the phone

            # a word on the next
          - attests:
              - no-ai-training # first
              - be-kind
            # in between
            host: B.example
            note: >
              long
              words
          - { host: c.example, attests: [no-ai-training, be-kind], by: bob } # in one line

        # the end
        """;

    private static readonly PeerChange[] Attest =
    [
        new PeerChange.Include("attests", "be-kind"), new PeerChange.Set("source", YamlWriter.Text("https://a.example/terms")), new PeerChange.Set("by", YamlWriter.Text("Zoë: \"x\"")),
    ];

    [Fact]
    public void an_entry_is_changed_where_it_stands_and_nothing_else_is() => Assert.Equal(
        Block.Replace("attests: [no-ai-training]\n    by: alice  # on the phone", "attests: [no-ai-training, be-kind]\n    by: \"Zoë: \\\"x\\\"\"  # on the phone\n    source: https://a.example/terms", StringComparison.Ordinal),
        PeerFileEdit.Change(Block, "a.example", Attest));

    [Fact]
    public void keys_and_items_are_removed_with_their_lines_and_comments_between_stay()
    {
        Assert.Equal(
            Block.Replace("      - no-ai-training # first\n", "", StringComparison.Ordinal),
            PeerFileEdit.Change(Block, "b.example", [new PeerChange.Exclude("attests", "no-ai-training")]));
        Assert.Equal(
            Block.Replace("  - attests:\n      - no-ai-training # first\n      - be-kind\n    # in between\n", "  - # in between\n", StringComparison.Ordinal),
            PeerFileEdit.Change(Block, "b.example", [new PeerChange.Drop("attests")]));
        Assert.Equal(
            Block.Replace("[no-ai-training, be-kind], by: bob }", "[be-kind] }", StringComparison.Ordinal),
            PeerFileEdit.Change(Block, "c.example", [new PeerChange.Exclude("attests", "no-ai-training"), new PeerChange.Drop("by")]));
    }

    [Fact]
    public void an_entry_is_removed_and_added_among_others()
    {
        Assert.Equal(
            Block.Replace("  - host: a.example   # theirs\n    attests: [no-ai-training]\n    by: alice  # on the phone\n", "", StringComparison.Ordinal),
            PeerFileEdit.Remove(Block, "a.example"));
        Assert.Equal(
            Block.Replace("# in one line\n", "# in one line\n  - host: d.example\n    by: me\n", StringComparison.Ordinal),
            PeerFileEdit.Add(Block, [("host", "d.example"), ("by", "me")]));
        Assert.Equal("peers:\n  - host: d.example\n    by: me\n", PeerFileEdit.Add("", [("host", "d.example"), ("by", "me")]));
        Assert.Equal("peers: [{ host: d.example }]", PeerFileEdit.Add("peers:", [("host", "d.example")]));
        Assert.Equal("mode: enforce\r\npeers:\r\n  - host: d.example\r\n", PeerFileEdit.Add("mode: enforce\r\n", [("host", "d.example")]));
    }

    [Fact]
    public void what_is_not_there_or_cannot_be_read_is_left_alone()
    {
        Assert.Null(PeerFileEdit.Change(Block, "nobody.example", Attest));
        Assert.Null(PeerFileEdit.Remove("peers: {", "a.example"));
        Assert.Null(PeerFileEdit.Find("- x", "a.example"));
        Assert.True(PeerFileEdit.IsEmpty("# mine\npeers:\n"));
        Assert.False(PeerFileEdit.IsEmpty("terms: {}\n"));
    }

    [Fact]
    public void any_text_is_written_so_that_it_is_read_back() =>
        Gen.String.Sample(text =>
        {
            if (text.Any(char.IsSurrogate))
                return; // lone ones are replaced
            var edited = PeerFileEdit.Change("peers:\n  - { host: a.example }\n", "a.example", [new PeerChange.Set("note", YamlWriter.Text(text))]);
            Assert.Equal(text, Assert.Single(PeerFileEdit.Find(edited!, "a.example")!["note"]));
        });

    [Fact]
    public void however_a_file_is_written_an_edit_changes_one_entry_and_keeps_every_other_line() =>
        Gen.Select(Entries, Gen.Int[0, 2], Gen.Bool, Gen.Bool).Sample((entries, which, isWindows, isEnded) =>
        {
            var newline = isWindows ? "\r\n" : "\n";
            var text = string.Join(newline, ["# ¡file! 𝔉", "peers:", .. entries.SelectMany((entry, index) => Written(entry, $"h{index}.example"))]) + (isEnded ? newline : "");
            var host = $"h{which}.example";
            var edited = PeerFileEdit.Change(text, host, [.. Attest, new PeerChange.Exclude("attests", "no-ai-training"), new PeerChange.Drop("note")])!;

            Assert.NotNull(edited);
            Assert.Equal(["be-kind"], PeerFileEdit.Find(edited, host)!["attests"]);
            Assert.False(PeerFileEdit.Find(edited, host)!.ContainsKey("note"));
            var own = Written(entries[which], host).ToHashSet();
            var others = text.Split(newline).Where(line => !own.Contains(line) || line.TrimStart().StartsWith('#'));
            Assert.Empty(others.Select(line => line.TrimStart(' ', '-')).Except(edited.Split(newline).Select(line => line.TrimStart(' ', '-'))));
            var without = PeerFileEdit.Remove(edited, host)!;
            Assert.Null(PeerFileEdit.Find(without, host));
            foreach (var other in Enumerable.Range(0, 3).Where(index => index != which))
                Assert.NotNull(PeerFileEdit.Find(without, $"h{other}.example"));
        });

    private static readonly Gen<(bool IsFlow, bool HostFirst, int List, bool Note)[]> Entries =
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 3], Gen.Bool).Array[3];

    private static ImmutableArray<string> Written((bool IsFlow, bool HostFirst, int List, bool Note) entry, string host)
    {
        string[] note = entry.Note ? ["note: \"über 😀\""] : [];
        if (entry.IsFlow)
            return [$"  - {{ {string.Join(", ", Ordered(entry, [$"host: {host}"], [.. note, "attests: [no-ai-training]"]))} }} # flow of {host}"];
        string[] list = entry.List switch
        {
            0 => ["attests: no-ai-training"],
            1 => ["attests: [ no-ai-training ]  # x"],
            2 => ["attests:", "  - no-ai-training"],
            _ => ["attests:", $"  - no-ai-training  # of {host}", "  - be-kind"],
        };
        return [$"  # about {host}", .. Ordered(entry, [$"host: {host}"], [.. list, .. note]).Select((line, index) => (index == 0 ? "  - " : "    ") + line), $"    # after {host}"];
    }

    private static string[] Ordered((bool IsFlow, bool HostFirst, int List, bool Note) entry, string[] host, string[] rest) => entry.HostFirst ? [.. host, .. rest] : [.. rest, .. host];
}
