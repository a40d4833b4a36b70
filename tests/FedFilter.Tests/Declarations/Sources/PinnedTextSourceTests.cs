using FedFilter.Declarations;
using FedFilter.Declarations.Texts;
using FedFilter.Policy.Facts;

namespace FedFilter.Tests.Declarations.Sources;

/// <summary>The watch over texts that an admin read: what changes in them, and what that makes of the attestation.</summary>
public sealed class PinnedTextSourceTests : IAsyncLifetime
{
    private const string Page = "<html><nav>Menu 1</nav><main><h1>Terms</h1><p>We keep posts.</p><p>We do not train AI on what we receive.</p></main></html>";

    private DeclarationWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await DeclarationWorld.StartAsync();
        _world.Answer("/terms", Page);
        Pin(Page);
        await _world.GatherAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_text_that_is_as_it_was_read_changes_nothing()
    {
        _world.Answer("/terms", Page.Replace("Menu 1", "Menu 2", StringComparison.Ordinal).Replace("<p>", "<p class=x>\n  ", StringComparison.Ordinal));

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        Assert.Empty(await _world.ChangesAsync());
    }

    [Fact]
    public async Task an_edit_elsewhere_is_due_for_review_with_its_difference()
    {
        _world.Answer("/terms", Page.Replace("We keep posts.", "We keep posts for a year.", StringComparison.Ordinal));

        var standing = await _world.GatheredStandingAsync();

        Assert.Equal((StandingState.ReviewDue, true), (standing.State, standing.Counts));
        var change = Assert.Single(await _world.ChangesAsync());
        Assert.Equal(EvidenceChanges.TextChanged, change.Code);
        Assert.Contains("- We keep posts.\n+ We keep posts for a year.\n", change.Diff, StringComparison.Ordinal);
        Assert.NotEqual(change.Before, change.After);
        _world.Time.Advance(TimeSpan.FromDays(5));
        Assert.Equal(StandingState.Stale, (await _world.GatheredStandingAsync()).State);
        Assert.Single(await _world.ChangesAsync());
    }

    [Fact]
    public async Task a_lost_clause_is_held()
    {
        _world.Answer("/terms", Page.Replace("We do not train AI on what we receive.", "We train AI on everything.", StringComparison.Ordinal));

        var standing = await _world.GatheredStandingAsync();

        Assert.Equal((StandingState.ReviewDue, false, FedFilter.Policy.Reasons.ReviewDue), (standing.State, standing.Counts, standing.Doubt));
        Assert.Equal(EvidenceChanges.ClauseLost, Assert.Single(await _world.ChangesAsync()).Code);
    }

    [Fact]
    public async Task a_text_that_is_gone_has_lost_its_clause()
    {
        _world.Pages.Remove("/terms");

        Assert.Equal(FedFilter.Policy.Reasons.ReviewDue, (await _world.GatheredStandingAsync()).Doubt);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task a_host_that_does_not_answer_changes_nothing(int status)
    {
        _world.Status("/terms", status);

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        Assert.Empty(await _world.ChangesAsync());
    }

    [Fact]
    public async Task a_page_that_asks_for_a_browser_is_not_the_text()
    {
        _world.Answer("/terms", "<title>Just a moment...</title><p>Just a moment... Enable JavaScript and cookies to continue</p>");

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        Assert.Equal(ReadingState.Unreadable, (await _world.GatherAsync()).Of("pinned text")!.State);
    }

    [Fact]
    public async Task reading_it_anew_settles_it()
    {
        var edited = Page.Replace("We keep posts.", "We keep posts for a year.", StringComparison.Ordinal);
        _world.Answer("/terms", edited);
        await _world.GatherAsync();
        Pin(edited);

        Assert.Equal(StandingState.Committed, (await _world.StandingAsync()).State); // at once
        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        Assert.Equal([EvidenceChanges.TextChanged, EvidenceChanges.TextRestored], (await _world.ChangesAsync()).Select(change => change.Code));
    }

    [Theory]
    [InlineData("<h1>Terms</h1>", "<h1>Terms until November</h1>", false)] // its heading
    [InlineData("We keep posts.", "We keep posts for a year.", false)] // its neighbour
    [InlineData("</main>", "<p>We like cats.</p><p>And dogs.</p></main>", false)] // the next one is a neighbour too
    [InlineData("<main>", "<main><p>We like cats.</p>", true)]
    public async Task beside_a_noted_sentence_any_change_may_take_it_back(string was, string now, bool counts)
    {
        Pin(Page, "We do not train AI on what we receive.");
        _world.Answer("/terms", Page.Replace(was, now, StringComparison.Ordinal));

        Assert.Equal(counts, (await _world.GatheredStandingAsync()).Counts);
    }

    [Fact]
    public async Task mastodons_pages_are_read_by_its_interface()
    {
        const string Terms = "<p>We do not train AI.</p>";
        Pin(Terms, at: "/terms-of-service");
        Mastodon("/api/v1/instance/terms_of_service", Terms, "2026-01-01");
        _world.Answer("/terms-of-service", "<div id=mastodon></div><noscript>needs scripts</noscript>");

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        Assert.Equal(ReadingState.Found, (await _world.GatherAsync()).Of("pinned text")!.State);
    }

    [Fact]
    public async Task a_version_to_come_is_told_before_it_holds()
    {
        const string Old = "<p>We do not train AI.</p>", New = "<p>We train AI.</p>";
        Pin(Old, at: "/terms-of-service");
        Mastodon("/api/v1/instance/terms_of_service", Old, "2026-01-01", "2026-12-01");
        Mastodon("/api/v1/instance/terms_of_service/2026-12-01", New, "2026-12-01");

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        var announced = Assert.Single(await _world.ChangesAsync());
        Assert.Equal(EvidenceChanges.TextAnnounced, announced.Code);
        Assert.Contains("+ We train AI.", announced.Diff, StringComparison.Ordinal);

        _world.Time.Advance(TimeSpan.FromDays(7)); // the interface still names the old version first
        Assert.Equal(FedFilter.Policy.Reasons.ReviewDue, (await _world.GatheredStandingAsync()).Doubt);
        Assert.Equal(EvidenceChanges.ClauseLost, (await _world.ChangesAsync())[^1].Code);
    }

    [Theory]
    [InlineData("text/html; charset=martian", "<p>x</p>")]
    [InlineData("image/png", "x")]
    [InlineData("application/json", "{\"content\":1}")]
    [InlineData("application/json", "[")]
    [InlineData("text/html", "")]
    public async Task what_is_no_text_is_unreadable_and_changes_nothing(string type, string body)
    {
        _world.Answer("/terms", body, type);

        Assert.Equal(StandingState.Committed, (await _world.GatheredStandingAsync()).State);
        Assert.Equal(ReadingState.Unreadable, (await _world.GatherAsync()).Of("pinned text")!.State);
    }

    private void Pin(string html, string? quote = null, string at = "/terms") => _world.Entry =
        $"attests: [no-ai-training], source: \"http://peer.example{at}\", sha256: \"{ExtractedText.OfHtml(html)!.Sha256}\", reviewed: 2026-11-01{(quote is null ? "" : $", quote: \"{quote}\"")}";

    private void Mastodon(string path, string html, string effective, string? next = null) => _world.Answer(
        path, System.Text.Json.JsonSerializer.Serialize(new { effective_date = effective, effective = true, content = html, succeeded_by = next }), "application/json");
}
