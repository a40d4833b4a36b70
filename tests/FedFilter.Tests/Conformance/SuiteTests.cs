namespace FedFilter.Tests.Conformance;

public sealed class SuiteTests
{
    private static readonly string[] Known =
        [.. Enumerable.Range(1, 23).Select(i => $"A{i}"), .. Enumerable.Range(1, 20).Select(i => $"B{i}"), .. Enumerable.Range(1, 7).Select(i => $"C{i}"), .. Enumerable.Range(1, 26).Select(i => $"D{i}")];

    [Fact]
    public void every_known_failure_has_a_case_or_a_reason_why_it_has_none_and_not_both()
    {
        var cases = ConformanceFiles.All().Select(entry => entry.Case.Id).ToHashSet();
        var reasons = ConformanceFiles.NotHere().Keys.ToHashSet();

        Assert.Empty(cases.Intersect(reasons));
        Assert.Equal(Known.Order(StringComparer.Ordinal), cases.Union(reasons).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void every_case_has_a_name_of_its_own_a_source_and_a_reason()
    {
        var all = ConformanceFiles.All().ToArray();

        Assert.Empty(all.GroupBy(entry => entry.Case.Id + entry.Case.Name).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.All(all, entry => Assert.True(entry.Case is { Name.Length: > 0, Source.Length: > 0, Why.Length: > 0 }, entry.Case.Name));
    }

    [Fact]
    public void every_file_of_cases_is_run()
    {
        var run = typeof(ConformanceTests).Assembly.GetTypes().Where(type => type.BaseType == typeof(ConformanceTests)).Select(type => type.Name.Replace("Cases", ".yaml", StringComparison.Ordinal));

        Assert.Equal(
            ConformanceFiles.All().Select(entry => entry.File.Replace("-", "", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal),
            run.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal));
    }
}
