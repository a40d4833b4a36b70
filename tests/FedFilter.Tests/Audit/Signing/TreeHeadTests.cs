using CsCheck;
using FedFilter.Audit.Merkle;
using FedFilter.Audit.Signing;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.Audit.Merkle;

namespace FedFilter.Tests.Audit.Signing;

/// <summary>C2SP tlog-checkpoint and tlog-proof.</summary>
public sealed class TreeHeadTests
{
    private const string Example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    [Fact]
    public void the_example_of_the_specification_is_read_and_written()
    {
        var head = TreeHead.Parse(Example)!;

        Assert.Equal(("example.com/behind-the-sofa", 20852163), (head.Origin, head.Size));
        Assert.Equal(Example, head.Text);
        Assert.Equal(head, TreeHead.Parse(Example + "an extension\n"));
    }

    [Theory]
    [InlineData("\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("a\n020852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("a\n99999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n")]
    [InlineData("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I= \n")]
    [InlineData("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")]
    [InlineData("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nmore\n")]
    [InlineData("a\n1\n")]
    public void what_is_malformed_is_no_checkpoint(string text) => Assert.Null(TreeHead.Parse(text));

    [Fact]
    public async Task a_receipt_proves_its_entry_and_is_read_back()
    {
        using var signer = NoteSigner.FromPem("log.example/audit", SigningKey.NewEd25519Pem());
        var tree = MemoryTree.Of(300);
        var head = new TreeHead("log.example/audit", 300, await tree.Tree.RootAsync(300));
        var receipt = new InclusionReceipt(BitConverter.GetBytes(17), 17, await tree.Tree.InclusionAsync(17, 300), signer.Sign(head.Text));

        var read = InclusionReceipt.Parse(receipt.ToString())!;

        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra EQAAAA==\nindex 17\n", receipt.ToString());
        Assert.Equal(receipt.ToString(), read.ToString());
        Assert.True(read.IsProven && read.Checkpoint.IsSignedBy(signer.Verifier));
        Assert.False((read with { Index = 16 }).IsProven);
        Assert.False((read with { Entry = BitConverter.GetBytes(16) }).IsProven);
        Assert.False((read with { Path = [.. read.Path.Skip(1)] }).IsProven);
    }

    [Fact]
    public async Task a_receipt_of_the_only_entry_has_no_path()
    {
        using var signer = NoteSigner.FromPem("log.example/audit", SigningKey.NewEd25519Pem());
        var tree = MemoryTree.Of(1);
        var receipt = new InclusionReceipt(BitConverter.GetBytes(0), 0, [], signer.Sign(new TreeHead("log.example/audit", 1, await tree.Tree.RootAsync(1)).Text));

        Assert.True(InclusionReceipt.Parse(receipt.ToString())!.IsProven);
    }

    [Fact]
    public void anything_is_read_without_a_throw() =>
        Gen.String[Gen.Char["c2sp.org/tlog-proof@v1\nextra index =A0\u2014"], 0, 120].Sample(text => InclusionReceipt.Parse("c2sp.org/tlog-proof@v1\n" + text) is null && TreeHead.Parse(text) is null or { Root.Length: TreeHash.Size });
}
