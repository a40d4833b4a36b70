using FedFilter.Declarations.Texts;
using FedFilter.Identity;
using FedFilter.OwnCommitments;
using FedFilter.Signatures.Keys;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.OwnCommitments;

/// <summary>What an admin signed once is renewed, and nothing else.</summary>
public sealed class RenewalTests
{
    private static readonly TimeSpan AlmostOver = OwnDocument.Lifetime - Renewal.Before + TimeSpan.FromDays(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task nothing_is_signed_that_no_admin_signed()
    {
        await using var world = await OwnWorld.StartAsync();

        await world.Renewal().LookAsync(Cancellation);

        Assert.Null(world.Octets());
        Assert.Contains("nobody signed them yet", Assert.Single(world.Log));
    }

    [Fact]
    public async Task a_document_holds_half_a_year_and_says_what_commits_says()
    {
        await using var world = await OwnWorld.StartAsync();

        await world.SignAsync();

        var document = world.Document();
        Assert.Equal((world.Time.GetUtcNow(), TimeSpan.FromDays(180)), (document.Issued, document.Expires - document.Issued));
        Assert.Equal(["received", "local"], document.Commitments.Select(commitment => commitment.Scope.ToString().ToLowerInvariant()).OrderDescending());
        Assert.Equal(("http://social.example/terms", ExtractedText.OfPlain("We do not train AI.").Sha256), (document.Terms[0].Url, document.Terms[0].Sha256));
        Assert.Equal(("http://social.example/.well-known/federation-commitments", "social.example", "mailto:admin@social.example"), (document.Id, document.Host, document.Contact));
        Assert.IsType<OwnState.InForce>(await world.StateAsync());
    }

    [Fact]
    public async Task it_is_renewed_when_a_third_of_its_life_is_left_and_not_before()
    {
        await using var world = await OwnWorld.StartAsync();
        var first = await world.SignAsync();
        var octets = world.Octets();

        world.Time.Advance(AlmostOver - TimeSpan.FromDays(2));
        await world.Renewal().LookAsync(Cancellation);
        Assert.Equal(octets, world.Octets());
        world.Time.Advance(TimeSpan.FromDays(2));
        await world.Renewal().LookAsync(Cancellation);

        Assert.True(world.Document().Expires > first.Expires);
        Assert.Equal(DocumentFile.HashOf(octets!), world.Document().Supersedes);
        Assert.Contains("was renewed", Assert.Single(world.Log));
        Assert.IsType<OwnState.InForce>(await world.StateAsync());
    }

    [Fact]
    public async Task it_is_renewed_while_the_program_runs()
    {
        await using var world = await OwnWorld.StartAsync();
        var first = await world.SignAsync();
        using var renewal = world.Renewal();
        var looks = 0;
        var page = world.Page;
        world.Page = context =>
        {
            Interlocked.Increment(ref looks);
            return page(context);
        };

        await renewal.StartAsync(Cancellation);
        await World.Eventually.HoldsAsync(() => Task.FromResult(looks == 1)); // the timer is there before the first look
        world.Time.Advance(AlmostOver);
        await World.Eventually.HoldsAsync(() => Task.FromResult(world.Document().Expires > first.Expires));
        await renewal.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData("terms: [no-ai-training], text: http://social.example/terms, contact: mailto:other@social.example")]
    [InlineData("terms: [no-ai-training], text: http://social.example/other, contact: mailto:admin@social.example")]
    [InlineData("statements: [{ use: train-ai, party: operator, scope: local, value: no }], text: http://social.example/terms, contact: mailto:admin@social.example")]
    public async Task a_changed_promise_waits_for_an_admin(string commits)
    {
        await using var world = await OwnWorld.StartAsync();
        await world.SignAsync();
        var octets = world.Octets();

        world.Commits = commits;
        world.Time.Advance(AlmostOver);
        var renewal = world.Renewal();
        await renewal.LookAsync(Cancellation);
        await renewal.LookAsync(Cancellation);

        Assert.Equal(octets, world.Octets());
        Assert.Contains("`commits` changed since it was signed", Assert.Single(world.Log)); // said once
        Assert.IsType<OwnState.Outdated>(await world.StateAsync());
    }

    [Fact]
    public async Task a_changed_text_waits_for_an_admin_and_is_told_at_once()
    {
        await using var world = await OwnWorld.StartAsync();
        await world.SignAsync();
        var octets = world.Octets();
        var renewal = world.Renewal();

        world.Page = context => OwnWorld.WriteAsync(context, "<p>We may train AI.</p>");
        await renewal.LookAsync(Cancellation);
        Assert.Contains("http://social.example/terms changed since it was signed", Assert.Single(world.Log));
        world.Time.Advance(AlmostOver);
        await renewal.LookAsync(Cancellation);
        Assert.Equal(octets, world.Octets());

        await world.SignAsync();
        Assert.IsType<OwnState.InForce>(await world.StateAsync());
    }

    [Fact]
    public async Task a_text_that_cannot_be_read_is_waited_for()
    {
        await using var world = await OwnWorld.StartAsync();
        var first = await world.SignAsync();
        var page = world.Page;
        var renewal = world.Renewal();

        world.Page = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        await renewal.LookAsync(Cancellation);
        Assert.Empty(world.Log);
        world.Time.Advance(AlmostOver);
        await renewal.LookAsync(Cancellation);
        Assert.Contains("cannot be read: the host answered 503", Assert.Single(world.Log));
        Assert.IsType<OwnState.TextUnread>(await world.StateAsync());

        world.Page = page;
        await renewal.LookAsync(Cancellation);
        Assert.True(world.Document().Expires > first.Expires);
    }

    [Fact]
    public async Task what_has_run_out_is_left_to_the_admin()
    {
        await using var world = await OwnWorld.StartAsync();
        await world.SignAsync();
        var octets = world.Octets();

        world.Time.Advance(OwnDocument.Lifetime);
        await world.Renewal().LookAsync(Cancellation);

        Assert.Equal(octets, world.Octets());
        Assert.Contains("it expired on 2027-05-23T12:00:00Z", Assert.Single(world.Log));
    }

    [Fact]
    public async Task another_key_of_ours_makes_it_void()
    {
        await using var world = await OwnWorld.StartAsync();
        await world.SignAsync();

        File.WriteAllText(OwnKeys.Ed25519File(world.Folder), SigningKey.NewEd25519Pem());

        Assert.Contains("not signed with the key", Assert.IsType<OwnState.Void>(await world.StateAsync()).Why);
    }

    [Fact]
    public async Task a_page_that_is_all_scripts_is_no_text()
    {
        await using var world = await OwnWorld.StartAsync();
        world.Page = context => OwnWorld.WriteAsync(context, "<script>render()</script>");

        var text = await world.Documents().TextAsync(world.Settings().Gateway.Origins[0].Commits!, Cancellation);

        Assert.Contains("/terms-of-service", text.Trouble, StringComparison.Ordinal);
    }
}
