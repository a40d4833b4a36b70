using System.Text.RegularExpressions;
using FedFilter.Tests.Docs;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Freeze;

/// <summary>Every code, with the statuses that docs/reference/codes.md gives for it.</summary>
public sealed partial class CodeTests
{
    [Fact]
    public void the_codes_and_their_statuses_are_as_approved()
    {
        var statuses = RowOfTable().Matches(File.ReadAllText(Repository.Find("docs", "reference", "codes.md")))
            .ToDictionary(match => match.Groups[1].Value, match => string.Join(' ', Status().Matches(match.Groups[2].Value).Select(status => status.Value)));

        Approved.Lines("codes.txt", CodesTests.Codes().Order(StringComparer.Ordinal).Select(code => $"{code} {(statuses[code] is { Length: > 0 } known ? known : "none")}"));
    }

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex RowOfTable();

    [GeneratedRegex(@"\b[245]\d\d\b")]
    private static partial Regex Status();
}
