using System.CommandLine;
using System.Text.Json;
using FedFilter.Policy;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>policy test</c>: runs the policy's own tests. Exit code 1 if one fails, or if they reach fewer rules than asked for.</summary>
internal static class PolicyTestCommand
{
    public static Command Create()
    {
        var folder = PolicyCommand.Folder();
        var config = CommandLine.Config();
        var required =
            new Option<int>("--require-coverage") { Description = "Fail unless the tests reach this share of the rules.", HelpName = "PERCENT" };
        required.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var percent) && percent is < 0 or > 100)
                result.AddError("--require-coverage takes a number from 0 to 100.");
        });
        var json = CommandLine.Json();
        var test = new Command("test", "Run the policy's own tests.") { folder, config, required, json };
        test.SetAction(parse =>
        {
            if (!PolicyCommand.TryLoad(parse.GetValue(folder), parse.GetValue(config)!, out var policy))
                return CommandLine.BadUsage;
            var results = policy.RunTests(TimeProvider.System.GetUtcNow());
            var coverage = Coverage.Of(policy, results);
            if (parse.GetValue(json))
                WriteJson(policy, results, coverage);
            else
                WriteText(results, coverage, parse.GetValue(required));
            return results.All(result => result.Passed) && coverage.Percent >= parse.GetValue(required) ? CommandLine.Done : CommandLine.No;
        });
        return test;
    }

    private static void WriteText(IReadOnlyList<PolicyTestResult> results, Coverage coverage, int required)
    {
        var screen = CommandLine.Screen();
        foreach (var file in results.GroupBy(result => result.Test.Place.File))
        {
            screen.WriteLine(file.Key);
            foreach (var result in file)
                Write(screen, result);
        }

        if (results.Count == 0)
            screen.WriteLine("There are no tests: write some under `tests:` in any policy file.");
        var failed = results.Count(result => !result.Passed);
        screen.WriteLine();
        screen.MarkupLine($"{results.Count - failed} passed, {(failed == 0 ? "0 failed" : $"[red]{failed} failed[/]")}");
        screen.WriteLine($"coverage: {coverage.Percent} % ({coverage.Reached.Count} of {coverage.Rules.Count} rules)");
        foreach (var rule in coverage.Rules.Except(coverage.Reached))
            screen.MarkupLine($"  [yellow]not reached[/]: {Markup.Escape(rule)}");
        if (coverage.Percent < required)
            screen.MarkupLine($"[red]{required} % are required[/]");
    }

    private static void Write(IAnsiConsole screen, PolicyTestResult result)
    {
        screen.MarkupLine($"  {(result.Passed ? "[green]ok  [/]" : "[red]FAIL[/]")}  {Markup.Escape(result.Test.Name)}");
        if (result.Passed)
            return;
        var expected = result.Test.Expected;
        screen.MarkupLine($"        at        {Markup.Escape(result.Test.Place.ToString())}");
        screen.MarkupLine($"        expected  {Markup.Escape(Text(expected.Outcome, expected.Reason, expected.Rule))}");
        screen.MarkupLine(
            $"        found     {Markup.Escape(Text(result.Found.Outcome, Words.Reason(result.Found), result.Found.Rule ?? "none matched"))}");
    }

    private static string Text(Outcome outcome, string? reason, string? rule) =>
        string.Join(", ", new[] { Words.Of(outcome), reason, rule is null ? null : $"rule: {rule}" }.Where(part => !string.IsNullOrEmpty(part)));

    private static void WriteJson(PolicySet policy, IReadOnlyList<PolicyTestResult> results, Coverage coverage) => Console.WriteLine(JsonSerializer.Serialize(
        new
        {
            policy = policy.Revision,
            passed = results.Count(result => result.Passed),
            failed = results.Count(result => !result.Passed),
            coverage = new { percent = coverage.Percent, rules = coverage.Rules.Count, notReached = coverage.Rules.Except(coverage.Reached) },
            tests = results.Select(result => new
            {
                name = result.Test.Name,
                at = result.Test.Place.ToString(),
                passed = result.Passed,
                expected = new { then = Words.Of(result.Test.Expected.Outcome), because = result.Test.Expected.Reason, rule = result.Test.Expected.Rule },
                found = new { then = Words.Of(result.Found.Outcome), because = result.Found.Reason, rule = result.Found.Rule, missing = result.Found.Missing },
            }),
        },
        Words.Indented));

    /// <summary>Which rules the tests reach; a rule is reached if it decides one of them.</summary>
    private sealed record Coverage(IReadOnlyList<string> Rules, IReadOnlySet<string> Reached)
    {
        /// <summary>Rounded down, so that 100 means all; a policy without rules is covered.</summary>
        public int Percent => Rules.Count == 0 ? 100 : Reached.Count * 100 / Rules.Count;

        public static Coverage Of(PolicySet policy, IEnumerable<PolicyTestResult> results) =>
            new(policy.RuleNames, results.Select(result => result.Found.Rule).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }
}
