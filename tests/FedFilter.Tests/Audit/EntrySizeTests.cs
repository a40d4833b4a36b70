using System.Security.Cryptography;
using System.Text;
using FedFilter.Audit;

namespace FedFilter.Tests.Audit;

/// <summary>How much an entry takes on disk, whatever was sent.</summary>
public sealed class EntrySizeTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("\u001b")]
    [InlineData("\u00e9")]
    [InlineData("\u6f22")]
    [InlineData("\U0001F600")]
    [InlineData("\ud83d")]
    public void no_entry_is_larger_than_8_KiB(string character)
    {
        var text = new StringBuilder().Insert(0, character, 60_000).ToString();
        var host = string.Join('.', Enumerable.Repeat(new string('h', 62), 4));

        var entry = SealedEntry.Of(
            new AuditEntry
            {
                Id = new string('0', 26),
                Time = DateTimeOffset.UnixEpoch,
                Kind = "refusals",
                Checkpoint = "gateway",
                Direction = "outbound",
                Request = "delivery",
                Peer = host + ":65535",
                Signer = host + ":65535",
                ClaimedHost = host + ":65535",
                Domain = host,
                Code = text,
                Rule = text,
                Missing = [.. Enumerable.Repeat(text, 100)],
                Enforced = true,
                Policy = new string('0', 64),
                Before = new string('0', 64),
                After = new string('0', 64),
                Source = "commitment document",
                Count = long.MaxValue,
                First = DateTimeOffset.UnixEpoch,
                Last = DateTimeOffset.UnixEpoch,
                Of = new string('0', 26),
                Overflow = true,
            },
            new AuditDetails
            {
                Origin = text,
                KeyId = text,
                Actor = text,
                ActivityTypes = [.. Enumerable.Repeat(text, 100)],
                Object = text,
                Target = text,
                UserAgent = text,
                ClientNetwork = "2001:db8:1234::/48",
                Note = text,
                By = text,
            });

        Assert.InRange(entry.Canonical.Length + entry.CanonicalDetails.Length, 4096, AuditEntry.MaxOctets);
        Assert.Equal(entry.CanonicalDetails, entry.Details.Cleaned().Canonical());
    }

    [Fact]
    public void of_a_long_text_the_beginning_is_kept_with_its_length_and_hash()
    {
        var actor = "https://stranger.example/users/" + new string('a', 5_000);

        var kept = new AuditDetails { Actor = actor }.Cleaned().Actor!;

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(actor)))[..16];
        Assert.StartsWith("https://stranger.example/users/aaaa", kept);
        Assert.EndsWith($"a… (5031 bytes, sha256 {hash})", kept);
        Assert.InRange(Encoding.UTF8.GetByteCount(kept), 400, KeptText.MaxOctets);
    }

    [Fact]
    public void a_text_that_fits_is_kept_whole() =>
        Assert.Equal(new string('a', KeptText.MaxOctets), new AuditDetails { KeyId = new string('a', KeptText.MaxOctets) }.Cleaned().KeyId);
}
