using System.Text.Json;
using FedFilter.Identity;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Identity;

public sealed class IdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void keys_are_made_once_and_belong_to_their_owner_alone()
    {
        var written = OwnKeys.Generate(_folder);
        var before = File.ReadAllText(OwnKeys.RsaFile(_folder));

        Assert.Equal([OwnKeys.RsaFile(_folder), OwnKeys.Ed25519File(_folder)], written);
        Assert.All(written, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Empty(OwnKeys.Generate(_folder));
        Assert.Equal(before, File.ReadAllText(OwnKeys.RsaFile(_folder)));
    }

    [Fact]
    public void a_key_file_that_holds_no_key_is_named_with_a_cure()
    {
        OwnKeys.Generate(_folder);
        File.WriteAllText(OwnKeys.Ed25519File(_folder), "nonsense");

        var failure = Assert.Throws<FedFilterStartException>(() => OwnKeys.Load(_folder));

        Assert.Contains("ed25519.pem", failure.Message);
        Assert.Contains("keys generate", failure.Message);
    }

    // FEP-521a's own example, and the did:key test vector of Ed25519.
    [Theory]
    [InlineData("2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")]
    public void an_ed25519_key_has_one_text_form(string hex, string expected) => Assert.Equal(expected, Multikey.OfEd25519(Convert.FromHexString(hex)));

    [Fact]
    public void the_actor_can_be_read_as_any_peers_actor_would_be()
    {
        var actor = new OwnActor("https", "social.example", new OwnKeys(TestKeys.Pem("gateway"), new byte[32]));

        var document = FedFilter.Peers.KeyDocument.Parse(actor.Document)!;

        Assert.Equal("https://social.example/fedfilter/actor", document.Id);
        Assert.Equal(("https://social.example/fedfilter/actor#main-key", document.Id), (document.Keys[0].Id, document.Keys[0].Owner));
        Assert.True(VerificationKey.TryFromPem(document.Keys[0].Id, document.Id, document.Keys[0].Pem, out _));
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
        Assert.Equal(expected, new OwnActor("https", "social.example", new OwnKeys(TestKeys.Pem("gateway"), new byte[32])).AnswersTo(resource));
}
