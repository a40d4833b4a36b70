using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Relay;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Docs;

/// <summary>docs/reference/limits.md has the numbers that the program has.</summary>
public sealed partial class LimitsTests
{
    private static readonly Assembly[] Ours = [typeof(FedFilterHost).Assembly, typeof(Policy.PolicySet).Assembly, typeof(Signatures.SignatureFault).Assembly];

    public static TheoryData<string, string> Rows() => [.. RowOfTable().Matches(Page()).Select(match => (match.Groups["number"].Value.Trim(), match.Groups["where"].Value))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void each_number_is_that_of_the_constant(string number, string where) => Assert.Equal(Documented(number), Coded(where));

    [Fact]
    public void each_row_names_a_constant_and_each_limit_for_clients_has_a_row()
    {
        var page = Page();
        var rows = page.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| limit |", StringComparison.Ordinal));
        Assert.Equal(rows, Rows().Count);

        foreach (var type in (Type[])[typeof(ClientLimits), typeof(ServerLimits), typeof(PublishingLimits), typeof(LogLines)])
            foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.FieldType != typeof(string)))
                Assert.Contains($"`{type.Name}.{field.Name}`", page);
    }

    private static string Page() => File.ReadAllText(Repository.Find("docs", "reference", "limits.md"));

    private static double Documented(string number)
    {
        var parts = number.Split(' ');
        return double.Parse(parts[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) * (parts.ElementAtOrDefault(1) switch
        {
            null or "bytes" or "s" => 1,
            "KiB" => 1024,
            "MiB" => 1024 * 1024,
            "min" => 60,
            "days" => 86_400,
            var unit => throw new FormatException($"{unit} is no unit of this page"),
        });
    }

    /// <summary>Times in seconds.</summary>
    private static double Coded(string where)
    {
        var (type, member) = (where.Split('.')[0], where.Split('.')[1]);
        var fields = Ours.SelectMany(assembly => assembly.GetTypes()).Where(candidate => candidate.Name == type)
            .Select(candidate => candidate.GetField(member, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)).Where(field => field is not null).ToList();
        Assert.True(fields.Count == 1, $"there are {fields.Count} constants named {where}");
        return fields[0]!.GetValue(null) switch
        {
            TimeSpan time => time.TotalSeconds,
            var number => Convert.ToDouble(number, CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"^\| (?!limit \|).*? \| (?<number>[\d,]+[^|]*)\|[^|]*\|[^|]*\| `(?<where>\w+\.\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex RowOfTable();
}
