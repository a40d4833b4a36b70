using System.Text.Json.Nodes;
using FedFilter.Declarations.Commitments;
using FedFilter.Signatures.Keys;

namespace FedFilter.Tests.Declarations.Commitments;

public sealed class CommitmentVerificationTests
{
    private static readonly string Did = DidKey.Of(Sample.Key.PublicMultibase);
    private static readonly SeenCommitment Seen = new(new string('b', 64), Sample.Document.Issued - TimeSpan.FromDays(1), Sample.Key.PublicMultibase);

    [Fact]
    public void a_document_signed_with_a_key_that_an_actor_of_its_host_lists_is_signed()
    {
        var signed = Assert.IsType<CommitmentResult.Signed>(Sample.Verify(Sample.Signed()));

        Assert.Equal((Sample.Key.PublicMultibase, KeyBinding.Actor, false), (signed.Key, signed.Binding, signed.ChainBroken));
        Assert.Equal(new SeenCommitment(signed.Sha256, Sample.Document.Issued, signed.Key), signed.Remember);
    }

    [Fact]
    public void without_a_proof_it_is_published()
    {
        var published = Assert.IsType<CommitmentResult.Published>(Sample.Verify(CommitmentWriter.Unsigned(Sample.Document)));

        Assert.Null(published.UnboundKey);
        Assert.Equal(new SeenCommitment(published.Sha256, Sample.Document.Issued, null), published.Remember);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_did_key_that_the_admin_pinned_makes_it_signed(bool withFragment)
    {
        var octets = Sample.SignedWith(_ => { }, method: withFragment ? $"{Did}#{Sample.Key.PublicMultibase}" : Did);

        var signed = Assert.IsType<CommitmentResult.Signed>(Sample.Verify(octets, question => question with { Listed = null, Pinned = Did }));

        Assert.Equal(KeyBinding.Pinned, signed.Binding);
    }

    [Fact]
    public void a_pinned_key_needs_no_actor() =>
        Assert.Equal(KeyBinding.Pinned, Assert.IsType<CommitmentResult.Signed>(Sample.Verify(Sample.Signed(), question => question with { Listed = null, Pinned = Did })).Binding);

    [Fact]
    public void a_did_key_that_an_actor_of_the_host_lists_makes_it_signed() =>
        Assert.Equal(KeyBinding.Actor, Assert.IsType<CommitmentResult.Signed>(Sample.Verify(Sample.SignedWith(_ => { }, method: Did))).Binding);

    [Fact]
    public void a_did_key_that_nobody_knows_proves_nothing_about_the_host()
    {
        var published = Assert.IsType<CommitmentResult.Published>(Sample.Verify(Sample.SignedWith(_ => { }, method: Did), question => question with { Listed = null }));

        Assert.Equal(Sample.Key.PublicMultibase, published.UnboundKey);
        Assert.Null(published.Remember.Key);
    }

    [Fact]
    public void a_did_key_that_was_seen_while_it_was_pinned_still_binds_when_the_pin_is_lifted() =>
        Assert.Equal(KeyBinding.Seen, Assert.IsType<CommitmentResult.Signed>(Sample.Verify(
            Sample.SignedWith(_ => { }, method: Did), question => question with { Listed = null, LastSeen = Seen })).Binding);

    [Fact]
    public void a_did_key_that_did_not_sign_it_is_worth_less_than_no_proof() =>
        Assert.Equal(CommitmentFault.ProofInvalid, Sample.FaultOf(Sample.SignedWith(_ => { }, Sample.OtherKey, Did), question => question with { Listed = null }));

    [Fact]
    public void another_address_is_a_copy() => Assert.Equal(CommitmentFault.IdMismatch, Sample.FaultOf(Sample.Signed(), question => question with
    {
        Url = "https://copy.example/.well-known/federation-commitments",
        Host = "copy.example",
    }));

    [Fact]
    public void another_host_is_not_the_peer() => Assert.Equal(CommitmentFault.HostMismatch, Sample.FaultOf(Sample.Signed(Sample.Document with { Host = "other.example" })));

    [Theory]
    [InlineData(0, 366, null)]
    [InlineData(0, 367, CommitmentFault.LifetimeInvalid)]
    [InlineData(0, 3650, CommitmentFault.LifetimeInvalid)]
    [InlineData(0, 0, CommitmentFault.LifetimeInvalid)]
    [InlineData(10, 5, CommitmentFault.LifetimeInvalid)]
    internal void it_lasts_a_year_at_most(int from, int to, CommitmentFault? fault)
    {
        var start = Sample.Now - TimeSpan.FromHours(1);
        var result = Sample.Verify(Sample.Signed(Sample.Document with { Issued = start.AddDays(from), Expires = start.AddDays(to) }));

        Assert.Equal(fault, (result as CommitmentResult.Invalid)?.Fault);
    }

    [Fact]
    public void it_counts_from_issued_to_expires_and_clocks_may_differ_a_little()
    {
        Assert.IsType<CommitmentResult.Expired>(At(Sample.Document.Expires));
        Assert.IsType<CommitmentResult.Signed>(At(Sample.Document.Expires - TimeSpan.FromSeconds(1)));
        Assert.IsType<CommitmentResult.Signed>(At(Sample.Document.Issued - TimeSpan.FromMinutes(5)));
        Assert.IsType<CommitmentResult.NotYetValid>(At(Sample.Document.Issued - TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1)));

        static CommitmentResult At(DateTimeOffset now) => Sample.Verify(Sample.Signed(), question => question with { Now = now });
    }

    [Theory]
    [InlineData("https://other.example/actor#key", CommitmentFault.KeyForeign)]
    [InlineData("https://social.example@other.example/actor#key", CommitmentFault.KeyForeign)]
    [InlineData("https://social.example.other.example/actor#key", CommitmentFault.KeyForeign)]
    [InlineData("http://social.example/fedfilter/actor#ed25519-key", CommitmentFault.KeyForeign)]
    [InlineData("https://social.example:8443/fedfilter/actor#ed25519-key", CommitmentFault.KeyForeign)]
    [InlineData("https://social.example/fedfilter/actor", CommitmentFault.KeyForeign)]
    [InlineData("did:web:social.example", CommitmentFault.KeyForeign)]
    [InlineData("https://social.example/other/actor#ed25519-key", CommitmentFault.KeyUnavailable)]
    [InlineData("https://social.example/fedfilter/actor#main-key", CommitmentFault.KeyNotListed)]
    [InlineData("did:key:z6MkNoKey", CommitmentFault.KeyInvalid)]
    internal void the_key_must_be_one_of_the_host(string method, CommitmentFault expected) =>
        Assert.Equal(expected, Sample.FaultOf(Sample.SignedWith(_ => { }, method: method)));

    [Fact]
    public void an_actor_that_cannot_be_read_decides_nothing() =>
        Assert.Equal(CommitmentFault.KeyUnavailable, Sample.FaultOf(Sample.Signed(), question => question with { Listed = null }));

    [Fact]
    public void an_rsa_key_is_none_for_documents() =>
        Assert.Equal(CommitmentFault.KeyInvalid, Sample.FaultOf(Sample.Signed(), question => question with
        {
            Listed = new ActorKeys(Sample.Actor, new Dictionary<string, string> { [Sample.Key.KeyId] = SigningKey.FromPem("k", World.TestKeys.Pem("gateway")).PublicMultibase }),
        }));

    [Theory]
    [InlineData("type", "\"Ed25519Signature2020\"", CommitmentFault.ProofUnsupported)]
    [InlineData("cryptosuite", "\"eddsa-rdfc-2022\"", CommitmentFault.ProofUnsupported)]
    [InlineData("proofPurpose", "\"authentication\"", CommitmentFault.ProofUnsupported)]
    [InlineData("expires", "\"2030-01-01T00:00:00Z\"", CommitmentFault.ProofUnsupported)]
    [InlineData("domain", "\"other.example\"", CommitmentFault.ProofUnsupported)]
    [InlineData("proofValue", "\"z3\"", CommitmentFault.ProofMalformed)]
    [InlineData("proofValue", "\"uAAAA\"", CommitmentFault.ProofMalformed)]
    [InlineData("proofValue", "7", CommitmentFault.ProofMalformed)]
    [InlineData("verificationMethod", "{}", CommitmentFault.ProofMalformed)]
    [InlineData("created", "\"2026-11-24T11:00:01Z\"", CommitmentFault.ProofInvalid)]
    internal void a_proof_is_of_one_form(string member, string value, CommitmentFault expected) =>
        Assert.Equal(expected, Sample.FaultOf(Sample.Changed(json => json["proof"]![member] = JsonNode.Parse(value))));

    [Fact]
    public void there_is_one_proof_and_an_empty_one_is_not_none()
    {
        Assert.Equal(CommitmentFault.ProofMalformed, Sample.FaultOf(Sample.Changed(json => json["proof"] = new JsonArray(json["proof"]!.DeepClone()))));
        Assert.Equal(CommitmentFault.ProofMalformed, Sample.FaultOf(Sample.Changed(json => json["proof"] = null)));
    }

    [Fact]
    public void the_key_that_was_seen_first_is_kept_to()
    {
        var changed = Assert.IsType<CommitmentResult.KeyChanged>(Sample.Verify(Sample.Signed(key: Sample.OtherKey), question => question with { Listed = Sample.Listing(Sample.OtherKey), LastSeen = Seen }));

        Assert.Equal((Sample.Key.PublicMultibase, Sample.OtherKey.PublicMultibase), (changed.Before, changed.Now));
        Assert.Null(changed.Remember);
    }

    [Fact]
    public void a_new_key_counts_when_the_admin_has_pinned_it()
    {
        var signed = Assert.IsType<CommitmentResult.Signed>(Sample.Verify(Sample.Signed(key: Sample.OtherKey), question => question with
        {
            Listed = Sample.Listing(Sample.OtherKey),
            LastSeen = Seen,
            Pinned = DidKey.Of(Sample.OtherKey.PublicMultibase),
        }));

        Assert.Equal(Sample.OtherKey.PublicMultibase, signed.Remember.Key);
    }

    [Fact]
    public void the_pin_holds_against_a_key_that_was_seen_and_is_listed() =>
        Assert.IsType<CommitmentResult.KeyChanged>(Sample.Verify(Sample.Signed(), question => question with { LastSeen = Seen, Pinned = DidKey.Of(Sample.OtherKey.PublicMultibase) }));

    [Fact]
    public void who_has_signed_does_not_go_back_to_no_signature()
    {
        var unsigned = CommitmentWriter.Unsigned(Sample.Document);

        Assert.Null(Assert.IsType<CommitmentResult.KeyChanged>(Sample.Verify(unsigned, question => question with { LastSeen = Seen })).Now);
        Assert.IsType<CommitmentResult.KeyChanged>(Sample.Verify(unsigned, question => question with { Pinned = Did }));
        Assert.IsType<CommitmentResult.KeyChanged>(Sample.Verify(
            Sample.SignedWith(_ => { }, Sample.OtherKey, DidKey.Of(Sample.OtherKey.PublicMultibase)), question => question with { LastSeen = Seen }));
    }

    [Fact]
    public void a_forged_document_is_not_a_change_of_key() =>
        Assert.Equal(CommitmentFault.ProofInvalid, Sample.FaultOf(
            Sample.SignedWith(_ => { }, Sample.Key, DidKey.Of(Sample.OtherKey.PublicMultibase)), question => question with { LastSeen = Seen }));

    [Fact]
    public void who_begins_to_sign_is_signed_from_then_on() =>
        Assert.False(Assert.IsType<CommitmentResult.Signed>(Sample.Verify(
            Sample.Signed(Sample.Document with { Supersedes = Seen.Sha256 }), question => question with { LastSeen = Seen with { Key = null } })).ChainBroken);

    [Theory]
    [InlineData("b", false)]
    [InlineData("c", true)]
    [InlineData(null, true)]
    public void a_document_that_does_not_name_the_last_one_seen_still_counts_and_is_noted(string? named, bool broken)
    {
        var document = Sample.Document with { Supersedes = named is null ? null : new string(named[0], 64) };

        Assert.Equal(broken, Assert.IsType<CommitmentResult.Signed>(Sample.Verify(Sample.Signed(document), question => question with { LastSeen = Seen })).ChainBroken);
        Assert.Equal(broken, Assert.IsType<CommitmentResult.Published>(Sample.Verify(
            CommitmentWriter.Unsigned(document), question => question with { LastSeen = Seen with { Key = null } })).ChainBroken);
    }

    [Fact]
    public void the_same_document_again_is_no_break()
    {
        var first = Assert.IsType<CommitmentResult.Signed>(Sample.Verify(Sample.Signed()));

        Assert.False(Assert.IsType<CommitmentResult.Signed>(Sample.Verify(Sample.Signed(), question => question with { LastSeen = first.Remember })).ChainBroken);
    }

    [Fact]
    public void an_older_document_does_not_come_back() =>
        Assert.Equal(CommitmentFault.OlderThanSeen, Sample.FaultOf(Sample.Signed(), question => question with { LastSeen = Seen with { Issued = Sample.Document.Issued + TimeSpan.FromMinutes(1) } }));

    [Fact]
    public void the_actor_to_be_read_is_the_one_that_the_key_is_of()
    {
        Assert.Equal(Sample.Actor, CommitmentVerification.ActorOf(Sample.Signed(), Sample.Url)?.AbsoluteUri);
        Assert.Null(CommitmentVerification.ActorOf(CommitmentWriter.Unsigned(Sample.Document), Sample.Url));
        Assert.Null(CommitmentVerification.ActorOf(Sample.SignedWith(_ => { }, method: Did), Sample.Url));
        Assert.Null(CommitmentVerification.ActorOf(Sample.SignedWith(_ => { }, method: "https://other.example/actor#key"), Sample.Url));
    }
}
