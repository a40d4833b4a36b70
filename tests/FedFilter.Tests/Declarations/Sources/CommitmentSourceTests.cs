using System.Text;
using FedFilter.Declarations;
using FedFilter.Declarations.Commitments;
using FedFilter.Policy.Facts;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Declarations.Sources;

/// <summary>What a peer's commitment document, or what stands in its place, makes of its standing.</summary>
public sealed class CommitmentSourceTests : IAsyncLifetime
{
    private DeclarationWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await DeclarationWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task who_publishes_a_signed_document_is_committed()
    {
        _world.PublishSigned();

        var standing = await _world.GatheredStandingAsync();

        Assert.Equal(StandingState.Committed, standing.State);
        Assert.StartsWith("signed by", standing.Because, StringComparison.Ordinal);
        Assert.Equal([EvidenceChanges.Found], (await _world.ChangesAsync()).Select(change => change.Code));
    }

    [Fact]
    public async Task who_publishes_an_unsigned_one_is_committed_one_level_lower()
    {
        _world.Publish(CommitmentWriter.Unsigned(_world.Document()));

        Assert.StartsWith("published by", (await _world.GatheredStandingAsync()).Because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task who_publishes_nothing_is_unknown_and_that_is_settled()
    {
        var standing = await _world.GatheredStandingAsync();

        Assert.Equal((StandingState.Unknown, null), (standing.State, standing.Doubt));
    }

    [Fact]
    public async Task who_commits_for_its_own_posts_only_is_not_committed_for_those_it_received()
    {
        _world.PublishSigned(_world.Document("local"));

        Assert.Equal(StandingState.Unknown, (await _world.GatheredStandingAsync()).State);
    }

    [Fact]
    public async Task a_document_that_is_gone_is_withdrawn()
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        _world.Withdraw();

        Assert.Equal(StandingState.Withdrawn, (await _world.GatheredStandingAsync()).State);
        Assert.Equal(EvidenceChanges.Withdrawn, (await _world.ChangesAsync())[^1].Code);
        Assert.Equal(StandingState.Withdrawn, (await _world.GatheredStandingAsync()).State); // and stays it
        Assert.Equal(2, (await _world.ChangesAsync()).Count);
    }

    [Fact]
    public async Task one_that_states_less_than_before_withdraws_the_rest()
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        _world.PublishSigned(_world.Document("local"));

        Assert.Equal(StandingState.Withdrawn, (await _world.GatheredStandingAsync()).State);
    }

    [Fact]
    public async Task one_that_comes_back_counts_again()
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        _world.Withdraw();
        await _world.GatherAsync();
        _world.PublishSigned();

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
    }

    [Fact]
    public async Task another_key_is_held_until_it_is_pinned()
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        var other = DeclarationWorld.NewKey();
        _world.Pages["/fedfilter/actor"] = context => World.FakeOrigin.ActivityAsync(context, DeclarationWorld.ActorJson(other));
        _world.PublishSigned(key: other);

        var standing = await _world.GatheredStandingAsync();
        Assert.Equal((StandingState.KeyChanged, FedFilter.Policy.Reasons.KeyChanged), (standing.State, standing.Doubt));
        Assert.Equal(EvidenceChanges.KeyChanged, (await _world.ChangesAsync())[^1].Code);

        // Without another look at the peer.
        _world.Entry = $"key: \"{DidKey.Of(other.PublicMultibase)}\"";
        Assert.Equal(StandingState.Committed, (await _world.StandingAsync()).State);
    }

    [Fact]
    public async Task a_key_is_known_by_a_document_that_stated_nothing_too()
    {
        _world.PublishSigned(_world.Document() with { Statements = [] });
        await _world.GatherAsync();
        var other = DeclarationWorld.NewKey();
        _world.Pages["/fedfilter/actor"] = context => World.FakeOrigin.ActivityAsync(context, DeclarationWorld.ActorJson(other));
        _world.PublishSigned(key: other);

        Assert.Equal(StandingState.KeyChanged, (await _world.GatheredStandingAsync()).State);
    }

    [Fact]
    public async Task no_signature_any_more_is_another_key_too()
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        _world.Publish(CommitmentWriter.Unsigned(_world.Document()));

        Assert.Equal(StandingState.KeyChanged, (await _world.GatheredStandingAsync()).State);
    }

    [Fact]
    public async Task a_key_that_no_actor_lists_signs_for_nobody_until_it_is_pinned()
    {
        var key = DeclarationWorld.NewKey();
        var json = System.Text.Json.Nodes.JsonNode.Parse(CommitmentWriter.Unsigned(_world.Document()))!.AsObject();
        var did = DidKey.Of(key.PublicMultibase);
        _world.Publish(DataIntegrityProof.Sign(json, key, $"{did}#{key.PublicMultibase}", _world.Time.GetUtcNow()).ToJsonString());

        Assert.StartsWith("published by", (await _world.GatheredStandingAsync()).Because, StringComparison.Ordinal);
        _world.Entry = $"key: \"{did}\"";
        Assert.StartsWith("signed by", (await _world.StandingAsync()).Because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task another_key_than_the_pinned_one_is_held_too()
    {
        var (pinned, other) = (DeclarationWorld.NewKey(), DeclarationWorld.NewKey());
        _world.Entry = $"key: \"{DidKey.Of(pinned.PublicMultibase)}\"";
        PublishUnlisted(pinned);
        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        PublishUnlisted(other);

        var standing = await _world.GatheredStandingAsync();

        Assert.Equal((StandingState.KeyChanged, FedFilter.Policy.Reasons.KeyChanged), (standing.State, standing.Doubt));
    }

    private void PublishUnlisted(SigningKey key)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(CommitmentWriter.Unsigned(_world.Document()))!.AsObject();
        _world.Publish(DataIntegrityProof.Sign(json, key, $"{DidKey.Of(key.PublicMultibase)}#{key.PublicMultibase}", _world.Time.GetUtcNow()).ToJsonString());
    }

    [Fact]
    public async Task it_ends_on_the_day_it_says()
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        _world.Time.Advance(TimeSpan.FromDays(181));

        Assert.Equal(StandingState.Stale, (await _world.StandingAsync()).State);
        Assert.Equal(StandingState.Stale, (await _world.GatheredStandingAsync()).State);
    }

    [Fact]
    public async Task what_is_known_survives_a_restart()
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        _world.Restart();
        _world.Withdraw(); // not asked again yet

        Assert.Equal(StandingState.Committed, (await _world.StandingAsync()).State);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task a_host_that_does_not_answer_keeps_what_it_said_for_hold_for(int status)
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        _world.Status(CommitmentDocument.WellKnown, status);

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        _world.Time.Advance(TimeSpan.FromDays(5));
        Assert.Equal(StandingState.Stale, (await _world.GatheredStandingAsync()).State);
        _world.PublishSigned();
        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
    }

    [Fact]
    public async Task a_host_that_never_answered_is_held_for_hold_for_and_then_unknown()
    {
        _world.Status(CommitmentDocument.WellKnown, 503);

        var standing = await _world.GatheredStandingAsync();
        Assert.Equal((StandingState.Unknown, FedFilter.Policy.Reasons.StandingPending), (standing.State, standing.Doubt));

        _world.Time.Advance(TimeSpan.FromDays(5));
        standing = await _world.GatheredStandingAsync();
        Assert.Equal((StandingState.Unknown, null), (standing.State, standing.Doubt));
    }

    [Fact]
    public async Task an_unchanged_document_is_not_sent_again()
    {
        var octets = CommitmentWriter.Signed(_world.Document(), _world.Key);
        var answers = new List<int>();
        _world.Pages[CommitmentDocument.WellKnown] = async context =>
        {
            context.Response.Headers.ETag = "\"1\"";
            context.Response.ContentType = "application/json";
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == "\"1\"" ? 304 : 200;
            answers.Add(context.Response.StatusCode);
            if (context.Response.StatusCode == 200)
                await context.Response.Body.WriteAsync(octets);
        };

        await _world.GatherAsync();
        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        Assert.Equal([200, 304], answers);
    }

    public static TheoryData<string, string, string> NotADocument => new()
    {
        { "<!doctype html><title>Just a moment</title>", "text/html", "Unreadable" },
        { "<!doctype html><title>Our app</title>", "application/json", "Unreadable" },
        { "", "application/json", "Unreadable" },
        { "null", "application/json", "Unreadable" },
        { "[1]", "application/json", "Unreadable" },
        { "{\"version\":1,\"version\":1}", "application/json", "Unreadable" },
        { "{\"version\":1.5}", "application/json", "Unreadable" },
        { "{\"version\":2}", "application/json", "Invalid" },
        { "{\"version\":1}", "application/json", "Invalid" },
        { "{\"version\":1}", "text/plain", "Unreadable" },
        { new string('[', 5000), "application/json", "Unreadable" },
        { new string(' ', 17 * 1024), "application/json", "Unreadable" },
    };

    [Theory]
    [MemberData(nameof(NotADocument))]
    public async Task what_is_no_document_is_neither_absent_nor_a_commitment(string text, string type, string state)
    {
        _world.Publish(text, type);

        var found = await _world.CommitmentAsync();

        Assert.Equal(state, found.State.ToString());
        Assert.NotEmpty(found.Detail);
        Assert.Equal(StandingState.Unknown, (await _world.StandingAsync()).State);
    }

    [Theory]
    [MemberData(nameof(NotADocument))]
    public async Task what_takes_a_documents_place_does_not_withdraw_it_either(string text, string type, string state)
    {
        _world.PublishSigned();
        await _world.GatherAsync();
        _world.Publish(text, type);

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        Assert.Equal(state, (await _world.CommitmentAsync()).State.ToString());
    }

    [Fact]
    public async Task octets_that_are_no_utf8_are_unreadable()
    {
        _world.Publish(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(CommitmentWriter.Signed(_world.Document(), _world.Key))));

        Assert.Equal(ReadingState.Unreadable, (await _world.CommitmentAsync()).State);
    }

    [Fact]
    public async Task a_document_of_another_host_is_invalid()
    {
        _world.PublishSigned(_world.Document() with { Host = "other.example" });

        Assert.Equal(ReadingState.Invalid, (await _world.CommitmentAsync()).State);
        Assert.StartsWith("host-mismatch", (await _world.CommitmentAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_forged_proof_is_invalid()
    {
        _world.PublishSigned(key: DeclarationWorld.NewKey()); // under the id of the key that is listed

        Assert.StartsWith("proof-invalid", (await _world.CommitmentAsync()).Detail, StringComparison.Ordinal);
        Assert.Equal(StandingState.Unknown, (await _world.StandingAsync()).State);
    }

    [Fact]
    public async Task ten_years_are_too_long()
    {
        _world.PublishSigned(_world.Document() with { Expires = _world.Time.GetUtcNow().AddYears(10) });

        Assert.StartsWith("lifetime-invalid", (await _world.CommitmentAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task tomorrow_is_too_early()
    {
        var now = _world.Time.GetUtcNow();
        _world.PublishSigned(_world.Document() with { Issued = now.AddDays(1), Expires = now.AddDays(100) });

        Assert.Equal(ReadingState.Invalid, (await _world.CommitmentAsync()).State);
        _world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
    }

    [Fact]
    public async Task what_ended_before_it_was_first_seen_is_stale()
    {
        var now = _world.Time.GetUtcNow();
        _world.PublishSigned(_world.Document() with { Issued = now.AddDays(-100), Expires = now.AddDays(-1) });

        Assert.Equal(StandingState.Stale, (await _world.GatheredStandingAsync()).State);
    }

    [Theory]
    [InlineData("http://other.example/.well-known/federation-commitments")]
    [InlineData("http://127.0.0.1/.well-known/federation-commitments")]
    [InlineData("http://[::1]/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/.well-known/federation-commitments")] // a loop
    public async Task a_redirect_leads_to_nothing(string location)
    {
        _world.Pages[CommitmentDocument.WellKnown] = context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        };

        Assert.Equal(ReadingState.Unreadable, (await _world.CommitmentAsync()).State);
        Assert.Equal(StandingState.Unknown, (await _world.StandingAsync()).State);
    }

    [Fact]
    public async Task what_never_ends_is_read_no_further_than_a_document_can_be_long()
    {
        long sent = 0;
        _world.Pages[CommitmentDocument.WellKnown] = async context =>
        {
            context.Response.ContentType = "application/json";
            for (; sent < 1L << 30 && !context.RequestAborted.IsCancellationRequested; sent += 64 * 1024)
            {
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
                await Task.Delay(1, context.RequestAborted);
            }
        };

        Assert.Equal(ReadingState.Unreadable, (await _world.CommitmentAsync()).State);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.True(sent < 32 << 20, $"{sent} octets were taken");
    }

    [Fact]
    public async Task what_is_compressed_is_not_inflated()
    {
        _world.Pages[CommitmentDocument.WellKnown] = context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync("a bomb");
        };

        Assert.Equal(ReadingState.Unreadable, (await _world.CommitmentAsync()).State);
    }

    [Fact]
    public async Task an_actor_that_cannot_be_had_now_leaves_it_open()
    {
        _world.PublishSigned();
        _world.Status("/fedfilter/actor", 503);

        Assert.Equal(FedFilter.Policy.Reasons.StandingPending, (await _world.GatheredStandingAsync()).Doubt);
    }
}
