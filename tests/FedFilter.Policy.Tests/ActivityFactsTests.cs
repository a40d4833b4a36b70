using System.Text;
using FedFilter.Policy.Activities;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Tests;

public sealed class ActivityFactsTests
{
    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one two")]
    [InlineData("s<b>pa</b>m", "spam")]
    [InlineData("a<br>b<br/>c", "a b c")]
    [InlineData("<a title=\"x>y\" href='>'>link</a>", "link")]
    [InlineData("1 < 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2")]
    [InlineData("&#115;p&#x61;m &#112am", "spam pam")]
    [InlineData("sp&shy;am&#0;", "spam\uFFFD")]
    [InlineData("a<!-- <b> -->b<!-->c", "abc")]
    [InlineData("before <a title=\"never closed> after", "before after")]
    [InlineData("before <a never closed", "before <a never closed")]
    [InlineData("&unknown; & &", "&unknown; & &")]
    public void what_is_left_is_what_a_person_reads(string html, string expected) => Assert.Equal(expected, Folding.Normalise(Markup.Remove(html)));

    [Theory]
    [InlineData("<a")]
    [InlineData("<!--")]
    [InlineData("<a b=\"")]
    [InlineData("<a b='\" ")]
    [InlineData("&#")]
    [InlineData("<!-")]
    [InlineData("=\" ")]
    public void no_markup_takes_long(string repeated)
    {
        var html = string.Concat(Enumerable.Repeat(repeated, 200_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Markup.Remove(html);

        // Not a measure of speed: looking for each end from each beginning would take minutes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void one_bad_character_hides_nothing()
    {
        var facts = new ActivityBody(Encoding.Latin1.GetBytes("""{"type":"Create","\ud800":1,"object":{"\udc00":2,"type":"Note","content":"spam \ud83d","summary":"caf""" + "\u00E9\"}}")).Facts;

        Assert.Contains("spam", facts.FoldedText);
        Assert.Contains("caf\uFFFD", facts.Text);
        Assert.Equal(["Note"], facts.ObjectTypes);
    }

    [Fact]
    public void a_body_is_not_read_unless_a_rule_that_could_match_asks()
    {
        var (set, problems) = Compilation.PolicyCompiler.Compile([new("p.yaml", """
            mode: enforce
            rules:
              - { name: other, when: { peer: other.example, keywords: spam }, then: refuse }
              - { name: fetches, when: { fetch: true, keywords: spam }, then: refuse }
              - { name: all, then: allow }
            """)]);
        Assert.Empty(problems);
        Assert.Equal(FactKinds.Body | FactKinds.Answers | FactKinds.HandleDomain, set!.Needs);
        var facts = new RequestFacts
        {
            Peer = "a.example",
            Direction = Direction.Inbound,
            Checkpoint = Checkpoint.Gateway,
            Kind = RequestKind.Delivery,
            HasSignature = true,
            ActivityTypes = ["Create"],
            Body = new ActivityBody(Encoding.UTF8.GetBytes("""{"object":{"content":"spam"}}""")),
        };
        var standing = set.StandingOf(facts.Peer, DateTimeOffset.UnixEpoch);
        set.Decide(facts, standing, DateTimeOffset.UnixEpoch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var decision = set.Decide(facts, standing, DateTimeOffset.UnixEpoch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("all", decision.Rule);
    }
}
