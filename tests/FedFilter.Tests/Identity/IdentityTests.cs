using System.Text.Json;
using FedFilter.Identity;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Identity;

public sealed class IdentityTests : IDisposable
{
    private static readonly OwnKeys Keys = new(TestKeys.Pem("gateway"), SigningKey.NewEd25519Pem(), SigningKey.NewEd25519Pem());

    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void keys_are_made_once_and_belong_to_their_owner_alone()
    {
        var written = OwnKeys.Generate(_folder);
        var before = File.ReadAllText(OwnKeys.RsaFile(_folder));

        Assert.Equal([OwnKeys.RsaFile(_folder), OwnKeys.Ed25519File(_folder), OwnKeys.AuditFile(_folder)], written);
        Assert.All(written, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Empty(OwnKeys.Generate(_folder));
        Assert.Equal(before, File.ReadAllText(OwnKeys.RsaFile(_folder)));
    }

    [Theory]
    [InlineData("ed25519.pem", "nonsense")]
    [InlineData("ed25519.pem", "the other key")]
    [InlineData("actor-rsa.pem", "nonsense")]
    [InlineData("actor-rsa.pem", "the other key")]
    [InlineData("audit-ed25519.pem", "nonsense")]
    [InlineData("audit-ed25519.pem", "the other key")]
    public void a_key_file_that_holds_no_such_key_is_named_with_a_cure(string file, string content)
    {
        var files = OwnKeys.Generate(_folder);
        var other = File.ReadAllText(files.First(one => Path.GetFileName(one).Contains("rsa", StringComparison.Ordinal) != file.Contains("rsa", StringComparison.Ordinal)));
        File.WriteAllText(files.Single(one => Path.GetFileName(one) == file), content == "nonsense" ? content : other);

        var failure = Assert.Throws<FedFilterStartException>(() => OwnKeys.Load(_folder));

        Assert.Contains(file, failure.Message);
        Assert.Contains("keys generate", failure.Message);
    }

    [Fact]
    public void the_actor_can_be_read_as_any_peers_actor_would_be()
    {
        var actor = new OwnActor("https", "social.example", Keys);

        var document = FedFilter.Peers.KeyDocument.Parse(actor.Document)!;

        Assert.Equal("https://social.example/fedfilter/actor", document.Id);
        Assert.Equal(("https://social.example/fedfilter/actor#main-key", document.Id), (document.Keys[0].Id, document.Keys[0].Owner));
        Assert.True(VerificationKey.TryFromPem(document.Keys[0].Id, document.Id, document.Keys[0].Material!, out _));
        Assert.True(document.AssertionMethods[0].TryRead("https://social.example/fedfilter/actor#ed25519-key", document.Id, 4096, out var ed25519));
        Assert.True(ed25519.Verify([1], actor.DocumentKey.Sign([1]), HttpSignatureAlgorithm.Ed25519));
        Assert.Equal("https://social.example/fedfilter/actor/inbox", JsonDocument.Parse(actor.Document).RootElement.GetProperty("inbox").GetString());
    }

    [Theory]
    [InlineData("acct:fedfilter@social.example", true)]
    [InlineData("ACCT:FedFilter@social.example", true)]
    [InlineData("https://social.example/fedfilter/actor", true)]
    [InlineData("acct:alice@social.example", false)]
    [InlineData("acct:fedfilter@other.example", false)]
    [InlineData(null, false)]
    public void webfinger_is_answered_for_it_alone(string? resource, bool expected) =>
        Assert.Equal(expected, new OwnActor("https", "social.example", Keys).AnswersTo(resource));
}
