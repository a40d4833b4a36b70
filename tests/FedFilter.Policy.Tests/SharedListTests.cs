using FedFilter.Policy.Compilation;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Tests;

/// <summary>The shapes in which admins and software share lists: each is read, or refused with a reason, and none blocks nobody by accident.</summary>
public sealed class SharedListTests
{
    /// <summary>A text as it is shared, who counts by it, and how many entries are left out.</summary>
    public static TheoryData<string, string, int> Shared => new()
    {
        { "#domain\t#severity\t#public_comment\nevil.example\tsuspend\tspam\nworse.example\tsuspend\tharassment\n", "evil.example worse.example", 0 },
        { "#domain;#severity;#public_comment\nevil.example;suspend;spam, ads\nworse.example;suspend;x\n", "evil.example worse.example", 0 },
        { "domain;severity\nevil.example;suspend\n", "evil.example", 0 },
        { "severity;domain\nnoop;fine.example\nsuspend;evil.example\n", "evil.example", 0 },
        { "\"severity\",\"domain\"\n\"suspend\",\"evil.example\"\n", "evil.example", 0 },
        { "evil.example,worse.example,third.example", "evil.example worse.example third.example", 0 },
        { "evil.example, worse.example\n", "evil.example worse.example", 0 },
        { "evil.example;worse.example\n", "evil.example worse.example", 0 },
        { "evil.example worse.example\n", "evil.example worse.example", 0 },
        { "evil.example,Suspend\nworse.example,block\nthird.example,limited\nfourth.example,silenced\n", "evil.example worse.example", 0 },
        { "#domain\nfriend.example\nother.example\n", "friend.example other.example", 0 },
        { "evil.example (spam)\nworse.example   # why\nthird.example // why not\n; a remark\n// another\n! a third\n", "evil.example worse.example third.example", 0 },
        { "- evil.example\n\u2022 worse.example\nevil[.]org.example\n@third.example\n", "evil.example worse.example evil.org.example third.example", 0 },
        { "https://worse.example/\nHTTP://evil.example\nhxxps://third.example\n", "worse.example evil.example third.example", 0 },
        { "@mallory@third.example\nhttps://fine.example/@mallory\nhttps://fine.example/users/mallory\nevil.example\nworse.example\nbad.example\n", "evil.example worse.example bad.example", 3 },
        { "127.0.0.1 localhost\n::1 localhost\n0.0.0.0 fourth.example fifth.example\n0.0.0.0\tsixth.example\n", "fourth.example fifth.example sixth.example", 0 },
        { "[Adblock Plus 2.0]\n! Title: a list\n||fifth.example^\n||sixth.example^$third-party\n@@||fine.example^\n", "fifth.example sixth.example", 1 },
        { "# blocklist of an example server, one reason after each\nevil.example (spam)\nhttps://worse.example/\n@mallory@third.example\n0.0.0.0 fourth.example\n||fifth.example^\nsixth.example, seventh.example\n", "evil.example worse.example fourth.example fifth.example sixth.example seventh.example", 1 },
        { "*.gov\n*.рф\nevil.example\n", "*.gov *.xn--p1ai evil.example", 0 },
        { """[{"domain": "evil.example", "severity": "suspend"}, {"domain": "soft.example", "severity": "silence"}]""", "evil.example", 0 },
        { """[{"instance": "evil.example", "url": "https://lists.example/why"}, {"instance": "worse.example", "url": ""}]""", "evil.example worse.example", 0 },
        { """[{"id": "9", "host": "evil.example", "isBlocked": true}, {"host": "fine.example", "isBlocked": false}, {"host": "soft.example", "isBlocked": false, "isSilenced": true}]""", "evil.example", 0 },
        { """{"domains": ["evil.example", "worse.example"]}""", "evil.example worse.example", 0 },
        { """{"instances": [{"id": 1, "domain": "evil.example"}]}""", "evil.example", 0 },
        { """{"federated_instances": {"linked": [{"domain": "fine.example"}], "allowed": [], "blocked": [{"id": 2, "domain": "evil.example"}]}}""", "evil.example", 0 },
        { """{"federated_instances": {"linked": ["fine.example"], "allowed": null, "blocked": ["evil.example"]}}""", "evil.example", 0 },
        { """{"linked": ["fine.example"], "blocked": ["evil.example"]}""", "evil.example", 0 },
        { """{"mrf_simple": {"reject": ["evil.example", "*.worse.example"], "accept": ["fine.example"], "media_removal": ["pictures.example"], "federated_timeline_removal": ["soft.example"]}, "mrf_simple_info": {"reject": {"evil.example": {"reason": "spam"}}}}""", "evil.example *.worse.example", 0 },
        { """{"metadata": {"federation": {"mrf_simple": {"reject": [["evil.example", "spam"], {"tuple": ["worse.example", ""]}]}}}}""", "evil.example worse.example", 0 },
        { """{"publishedAt": "2026-11-01T00:00:00Z", "blocks": {"evil.example": {"isBlocked": true, "reason": "spam"}, "fine.example": {"isBlocked": false}}}""", "evil.example", 0 },
        { """[{"domain": "evil.example", "public_comment": "spam", "obfuscate": false}, {"domain": "bücher.example", "comment": "x"}]""", "evil.example xn--bcher-kva.example", 0 },
    };

    [Theory, MemberData(nameof(Shared))]
    public void a_list_without_a_format_is_read_as_what_it_is(string text, string counts, int leftOut)
    {
        var reading = ListReader.Read(ListFormat.Detected, text);

        Assert.Null(reading.Unusable);
        Assert.Null(reading.NothingRead);
        Assert.Equal(counts.Split(' '), reading.Entries.Where(List().Counts).Select(entry => entry.Host));
        Assert.Equal(leftOut, reading.Faulty);
    }

    [Theory]
    [InlineData(ListFormat.Mastodon, "evil.example\tsuspend\nworse.example\tsuspend\n")]
    [InlineData(ListFormat.Mastodon, "evil.example;suspend\nworse.example;suspend\n")]
    [InlineData(ListFormat.Mastodon, "evil.example,worse.example")]
    [InlineData(ListFormat.Mastodon, "evil.example (spam)\nhttps://worse.example/\n")]
    [InlineData(ListFormat.Plain, "#domain,#severity\nevil.example,suspend,x\nworse.example,suspend,y\n")]
    [InlineData(ListFormat.Plain, "evil.example\tsuspend\nworse.example\tsuspend\n")]
    public void a_format_that_does_not_quite_fit_loses_nobody(ListFormat format, string text) =>
        Assert.Equal(["evil.example", "worse.example"], ListReader.Read(format, text).Entries.Where(List().Counts).Select(entry => entry.Host));

    [Fact]
    public void hidden_hosts_match_by_the_digest_that_mastodon_publishes()
    {
        var list = Compile("""
            [{ "domain": "ev**.e*****e", "digest": "9c180de0cd699ee78897c47cfdb3e7ee1d75906e31b7746a4747dea536909837", "severity": "suspend" },
             { "domain": "open.example", "digest": "0000000000000000000000000000000000000000000000000000000000000000", "severity": "suspend" },
             { "domain": "sh**.example", "severity": "suspend" }]
            """).Lists[0];

        Assert.Equal((2, 1), (list.Count, list.Reading.Obfuscated));
        Assert.True(list.TryFind("evil.example", below: false, out var entry));
        Assert.Equal("ev**.e*****e", entry);
        Assert.True(list.TryFind("a.b.evil.example", below: true, out _));
        Assert.True(list.TryFind("evil.example:8443", below: true, out _));
        Assert.False(list.TryFind("a.evil.example", below: false, out _));
        Assert.True(list.TryFind("open.example", below: false, out _));
        Assert.False(list.TryFind("other.example", below: true, out _));
    }

    [Fact]
    public void a_star_covers_its_host_where_it_blocks_and_not_where_it_allows()
    {
        var list = Compile("*.worse.example\n*.gov\n").Lists[0];

        Assert.True(list.TryFind("worse.example", below: true, out _));
        Assert.False(list.TryFind("worse.example", below: false, out _));
        Assert.True(list.TryFind("city.gov", below: false, out _));
    }

    [Theory]
    [InlineData("social.example.org\nevil.example\n", "social.example.org")]
    [InlineData("example.org\nevil.example\n", "example.org")]
    [InlineData("*.org\nevil.example\n", "*.org")]
    public void an_entry_that_names_an_own_host_is_not_applied_to_it_unless_that_is_confirmed(string text, string entry)
    {
        var (asked, confirmed) = (Compile(text, own: "social.example.org").Lists[0], Compile(text, ", own-hosts: true", own: "social.example.org").Lists[0]);

        Assert.Equal([("social.example.org", entry)], asked.OwnHosts);
        Assert.False(asked.TryFind("social.example.org", below: true, out _));
        Assert.True(confirmed.TryFind("social.example.org", below: true, out _));
        Assert.All([asked, confirmed], list => Assert.True(list.TryFind("evil.example", below: true, out _)));
        Assert.Equal(entry != "social.example.org", asked.TryFind("other.example.org", below: true, out _));
    }

    /// <summary>What was in force, what stands there now, and why that is not taken (its beginning; null if it is).</summary>
    [Theory]
    [InlineData("a.example\nb.example\nc.example\n", "a.example\nb.example\n", null)]
    [InlineData("a.example\nb.example\nc.example\n", "a.example\n", "it has 1 entries and had 3; if that is right, `fedfilter lists accept blocked`")]
    [InlineData("a.example\n", "", "it has 0 entries and had 1; ")]
    [InlineData(null, "", null)]
    [InlineData(null, "# nobody yet\n", null)]
    [InlineData(null, "what\nis\nthis\n", "nothing in it can be read (3 entries; line 1: `what` names no host)")]
    [InlineData(null, "ev**.example\n", "all its 1 entries are hidden by asterisks")]
    [InlineData(null, "a.example\nwhat\nis\n", "2 of its 3 entries cannot be read; ")]
    [InlineData(null, "a.example,noop\n", "no entry in it counts; ")]
    [InlineData("a.example\n", "<html>", "it is a web page (or XML), not a list")]
    [InlineData("a.example\nb.example\nc.example\n", "a.example,silence\nb.example,silence\nc.example,suspend\n", "it has 1 entries and had 3; ")]
    public void a_text_that_lost_most_of_its_entries_is_not_taken_unasked(string? before, string after, string? why)
    {
        var found = ListAcceptance.WhyNot(List(), before, after);

        Assert.Equal(why is null, found is null);
        Assert.StartsWith(why ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void a_file_may_hold_entries_for_another_list() =>
        Assert.Null(ListAcceptance.WhyNot(List() with { Severities = [ListSeverity.Silence] }, null, "a.example,suspend\n"));

    [Fact]
    public void a_policy_with_a_list_of_which_nothing_can_be_read_is_wrong()
    {
        var (set, problems) = PolicyCompiler.Compile([Policy("")], _ => new ListText.Found("some\nwords\n"));

        Assert.Null(set);
        Assert.Equal("p.yaml:1:10: the list `blocked` from blocked.txt cannot be used: nothing in it can be read (2 entries; line 1: `some` names no host)", Assert.Single(problems).ToString());
    }

    private static ListDeclaration List() => new("blocked", new Place("p.yaml", 1, 10), ListFormat.Detected) { File = "blocked.txt" };

    private static PolicySet Compile(string text, string more = "", string? own = null)
    {
        var (set, problems) = PolicyCompiler.Compile([Policy(more)], _ => new ListText.Found(text), own is null ? null : new HashSet<string> { own });
        Assert.Empty(problems);
        return set!;
    }

    private static PolicyFile Policy(string more) =>
        new("p.yaml", $"lists: {{ blocked: {{ file: blocked.txt{more} }} }}\nmode: enforce\nrules: [{{ name: blocked, when: {{ listed: blocked }}, then: refuse }}, {{ name: rest, then: allow }}]\n");
}
