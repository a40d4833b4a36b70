using System.CommandLine;
using System.Text.Json;
using FedFilter.Configuration;

namespace FedFilter.Commands;

/// <summary><c>policy validate</c>: reads the policy as <c>serve</c> would, and says everything that is wrong with it.</summary>
internal static class PolicyValidateCommand
{
    public static Command Create()
    {
        var folder = PolicyCommand.Folder();
        var config = CommandLine.Config();
        var strict = new Option<bool>("--strict") { Description = "Exit with 1 if there are warnings." };
        var json = CommandLine.Json();
        var validate = new Command("validate", "Check the policy files, without changing what is in force.") { folder, config, strict, json };
        validate.SetAction(parse => Validate(parse.GetValue(folder), parse.GetValue(config)!, parse.GetValue(strict), parse.GetValue(json)));
        return validate;
    }

    private static int Validate(string? folder, string config, bool strict, bool json)
    {
        if (!PolicyCommand.TryLoad(ref folder, config, out var policy))
            return CommandLine.BadUsage;

        var warnings = PolicyFolder.Warnings(folder, policy, TimeProvider.System.GetUtcNow())
            .Select(warning => $"{warning.Place}: warning: {warning.Text}").Concat(ListLines.Warnings(policy.Lists)).ToList();
        var errors = ListLines.Errors(policy.Lists).ToList();
        foreach (var line in errors.Concat(warnings))
            Console.Error.WriteLine(line);
        var mode = policy.Mode.ToString().ToLowerInvariant();
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                valid = errors.Count == 0,
                revision = policy.Revision,
                mode,
                rules = policy.RuleNames,
                terms = policy.Terms.Select(term => term.Name),
                lists = policy.Lists.Select(list => new { name = list.Name, read = list.IsRead, entries = list.Count, trouble = list.Trouble }),
                errors,
                warnings,
            }, Words.OneLine));
        else if (errors.Count == 0)
            Console.WriteLine(
                $"valid: {Count(policy.RuleNames.Count, "rule")}, {Count(policy.Terms.Count, "term")}, mode {mode}, revision {policy.Revision[..12]}");
        return errors.Count > 0 ? CommandLine.BadUsage : strict && warnings.Count > 0 ? CommandLine.No : CommandLine.Done;
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
