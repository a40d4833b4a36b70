using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FedFilter.Admin;
using FedFilter.Declarations.Commitments;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Admin;

public sealed partial class TermsPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_page_is_plain_and_nothing_can_be_run_in_it()
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync("/fedfilter/terms", null, headers => headers.Add("Accept", "text/html"));
        var page = await answer.Content.ReadAsStringAsync(Cancellation);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain("<script", page);
        Assert.Empty(FromElsewhere().Matches(page));
        Assert.Contains("color-scheme: light dark", page);
        Assert.Contains("@media print", page);
        var style = Style().Match(page).Groups[1].Value;
        Assert.Contains(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style))), policy);
    }

    [Fact]
    public async Task it_says_what_is_asked_in_words_and_with_what_proof()
    {
        await using var world = await GatewayWorld.StartAsync();

        var page = await PageAsync(world, "/fedfilter/terms");

        Assert.Contains("<code>no-ai-training</code>", page);
        Assert.Contains("The operator does not train AI models on posts received through federation", page);
        Assert.Contains("is not used for training AI, neither by you nor by others whom you let", page);
        Assert.Contains("it is enough to publish it", page);
        Assert.Contains("https://your-server.example/.well-known/federation-commitments", page);
    }

    [Fact]
    public async Task the_document_for_a_host_is_one_that_verifies()
    {
        await using var world = await GatewayWorld.StartAsync();

        var document = DocumentOf(await PageAsync(world, "/fedfilter/terms?host=Somewhere.Example"));

        const string url = "https://somewhere.example/.well-known/federation-commitments";
        var result = CommitmentVerification.Verify(new CommitmentQuestion(System.Text.Encoding.UTF8.GetBytes(document), "somewhere.example", url, TimeProvider.System.GetUtcNow()));
        var published = Assert.IsType<CommitmentResult.Published>(result);
        Assert.Equal(["train-ai operator received no"], published.Document.Statements.Select(one => $"{one.Use} {one.Party} {string.Join(',', one.Scope)} {one.Value}"));
    }

    [Fact]
    public async Task of_a_host_that_never_came_nothing_is_said_even_where_a_policy_names_it()
    {
        await using var world = await GatewayWorld.StartAsync(names: new Dictionary<string, string> { ["unknown.example"] = "127.0.0.1:1" });

        var (named, unknown) = (await PageAsync(world, "/fedfilter/terms?host=friend.example"), await PageAsync(world, "/fedfilter/terms?host=unknown.example"));

        Assert.Contains("nothing is shown here", named);
        Assert.Equal(Timeless(unknown.Replace("unknown.example", "friend.example", StringComparison.Ordinal)), Timeless(named));
        Assert.DoesNotContain("action=\"/fedfilter/terms/check\"", named);
    }

    [Fact]
    public async Task of_a_host_that_came_its_standing_is_shown_without_the_name_of_who_read_it()
    {
        const string policy = """
            mode: enforce
            rules: [{ name: all, then: allow }]
            peers:
              - { host: stranger.example, attests: [no-ai-training], source: "https://stranger.example/terms", reviewed: 2026-11-01, by: alice-the-admin, note: secret-note }
            """;
        await using var world = await GatewayWorld.StartAsync(policy: policy);
        await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);

        var page = await PageAsync(world, "/fedfilter/terms?host=stranger.example");

        Assert.Contains("<td>committed</td>", page);
        Assert.Contains("reviewed 2026-11-01", page);
        Assert.Contains("https://stranger.example/terms", page);
        Assert.Contains("action=\"/fedfilter/terms/check\"", page);
        Assert.DoesNotContain("alice-the-admin", page);
        Assert.DoesNotContain("secret-note", page);
        Assert.DoesNotContain("alice-the-admin", await (await JsonAsync(world, "/fedfilter/terms?host=stranger.example")).Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task what_a_peer_wrote_is_shown_as_text_and_cannot_turn_the_page()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Stranger.WellKnown = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync($$"""
                {"version":1,"id":"http://stranger.example/.well-known/federation-commitments","host":"stranger.example","issued":"{{TimeProvider.System.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}",
                "expires":"{{TimeProvider.System.GetUtcNow().AddDays(30).UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}","commitments":[{"use":"<img src=x onerror=alert(1)>\u202e","party":"operator","scope":["received"],"value":"no"}]}
                """);
        };
        await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        await Eventually.HoldsAsync(async () => (await PageAsync(world, "/fedfilter/terms?host=stranger.example")).Contains("onerror", StringComparison.Ordinal));

        var page = await PageAsync(world, "/fedfilter/terms?host=stranger.example");

        Assert.DoesNotContain("<img", page);
        Assert.DoesNotContain("202E", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;&#xFFFD;", page);
    }

    [Theory]
    [InlineData("%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("127.0.0.1")]
    [InlineData("%00")]
    [InlineData("%E2%80%AEevil.example%0d%0aSet-Cookie:a=b")]
    [InlineData("a.example&host=b.example")]
    [InlineData("")]
    public async Task what_names_no_host_is_said_so_and_not_repeated(string given)
    {
        await using var world = await GatewayWorld.StartAsync();

        var answer = await world.FetchAsync($"/fedfilter/terms?host={given}", null);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("is no name of a server", page);
        Assert.DoesNotContain("alert(1)", page);
        Assert.DoesNotContain("evil.example", page);
    }

    [Fact]
    public async Task a_program_gets_json()
    {
        await using var world = await GatewayWorld.StartAsync();
        await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);

        var answer = await JsonAsync(world, "/fedfilter/terms?host=stranger.example");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
        var root = json.RootElement;
        Assert.Equal(("social.example", "enforce", true), (root.GetProperty("server").GetString(), root.GetProperty("mode").GetString(), root.GetProperty("met").GetBoolean()));
        Assert.Equal("published", root.GetProperty("terms")[0].GetProperty("proof").GetString());
        Assert.Equal("unknown", root.GetProperty("standing")[0].GetProperty("state").GetString());
        Assert.Equal("stranger.example", root.GetProperty("document").GetProperty("content").GetProperty("host").GetString());
        using var other = JsonDocument.Parse(await (await JsonAsync(world, "/fedfilter/terms?host=friend.example")).Content.ReadAsStringAsync(Cancellation));
        Assert.False(other.RootElement.GetProperty("met").GetBoolean());
        Assert.False(other.RootElement.TryGetProperty("standing", out _));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json, text/html;q=0.9", true)]
    [InlineData("text/html, application/json;q=0.5", false)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false)]
    [InlineData("*/*", false)]
    [InlineData("application/activity+json", false)]
    [InlineData(";;;", false)]
    [InlineData(null, false)]
    public void json_is_for_those_who_would_rather_have_it(string? accept, bool isAsked) => Assert.Equal(isAsked, TermsJson.IsAsked(accept));

    [Fact]
    public async Task a_decision_leads_to_the_page_about_its_host()
    {
        await using var world = await GatewayWorld.StartAsync();
        var id = await GatewayWorld.ProblemAsync(await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key), "decision");

        Assert.Contains("href=\"/fedfilter/terms?host=stranger.example\"", await PageAsync(world, $"/fedfilter/decisions/{id}"));
    }

    internal static string DocumentOf(string page) => WebUtility.HtmlDecode(Document().Match(page).Groups[1].Value);

    internal static async Task<string> PageAsync(GatewayWorld world, string path) =>
        await (await world.FetchAsync(path, null, headers => headers.Add("Accept", "text/html"))).Content.ReadAsStringAsync(Cancellation);

    private static Task<HttpResponseMessage> JsonAsync(GatewayWorld world, string path) => world.FetchAsync(path, null, headers => headers.Add("Accept", "application/json"));

    private static string Timeless(string page) => Time().Replace(page, "");

    [GeneratedRegex("(src|href)=\"(https?:)?//")]
    private static partial Regex FromElsewhere();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<pre id=\"document\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Document();

    [GeneratedRegex(@"\d\d:\d\d(:\d\dZ)?")]
    private static partial Regex Time();
}
