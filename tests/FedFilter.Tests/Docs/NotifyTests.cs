using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FedFilter.Declarations;
using FedFilter.Notify;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Docs;

/// <summary>docs/notify.md shows what webhooks are really told.</summary>
public sealed partial class NotifyTests
{
    private static readonly string Page = File.ReadAllText(Repository.Find("docs", "notify.md"));

    [Fact]
    public void the_example_is_what_is_sent()
    {
        var example = JsonNode.Parse(Example().Match(Page).Groups[1].Value)!;
        string Member(string name) => (string)example[name]!;
        var change = new EvidenceChange(Member("peer"), "pinned text", Member("event"))
        {
            Url = Member("url"),
            Before = Member("before"),
            After = Member("after"),
            Detail = Member("detail"),
            Diff = Member("diff"),
        };

        var sent = JsonNode.Parse((EvidenceNotice.Of(17, DateTimeOffset.Parse(Member("time"), null), change) with { Server = "social.example" }).ToJson());

        Assert.True(JsonNode.DeepEquals(example, sent), $"{sent}");
    }

    [Fact]
    public void every_event_is_listed()
    {
        string[] events = [EvidenceChanges.TextChanged, EvidenceChanges.ClauseLost, EvidenceChanges.TextAnnounced, EvidenceChanges.KeyChanged, EvidenceChanges.Withdrawn, NoticeEvents.AttestationsEnding, NoticeEvents.PolicyNotTaken];

        Assert.All(events, name => Assert.Contains($"| `{name}` |", Page));
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
