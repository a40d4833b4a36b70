using System.Text.RegularExpressions;
using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Egress;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Checkpoints.Relay.FanOut;
using FedFilter.Commands.Relay;
using FedFilter.Signatures;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Docs;

/// <summary>docs/reference/codes.md lists every code that an answer can carry, and no other.</summary>
public sealed partial class CodesTests
{
    [Fact]
    public void the_list_of_codes_is_complete()
    {
        var documented = RowOfTable().Matches(File.ReadAllText(Repository.Find("docs", "reference", "codes.md"))).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal(Codes().Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    /// <summary>Collects every code.</summary>
    internal static HashSet<string> Codes()
    {
        var source = string.Concat(Directory.EnumerateFiles(Repository.Find("src", "FedFilter"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        return
        [
            .. Enum.GetValues<SignatureFault>().Select(fault => fault.Code()),
            .. InAnswer().Matches(source).Select(match => match.Groups[1].Value),
            .. ActivityFault.All.Select(fault => fault.Code),
            .. ParserRefusals.Codes,
            .. EgressRejections.Unanswered,
            Admission.ForwardedUnverified,
            RelayRemoveCommand.Removed,
            LaneRun.Gone,
            ConnectionLimit.Code,
            "audit-unavailable",
            "rate-limited", "list-unavailable", "standing-pending", "review-due", "key-changed", "overridden", "own-host", "no-rule-matched", "refused-by-rule", "held-by-rule", "not-committed",
        ];
    }

    [GeneratedRegex(@"new(?: Rejection)?\(\s*(?:status|[245]\d\d),\s*""([a-z-]+)""")]
    private static partial Regex InAnswer();

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex RowOfTable();
}
