using System.CommandLine;
using System.Text.Json;

namespace FedFilter.Commands;

/// <summary><c>policy validate</c>: reads the policy as <c>serve</c> would, and says everything that is wrong with it.</summary>
internal static class PolicyValidateCommand
{
    public static Command Create()
    {
        var folder = PolicyCommand.Folder();
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var validate = new Command("validate", "Check the policy files, without changing what is in force.") { folder, config, json };
        validate.SetAction(parse => Validate(parse.GetValue(folder), parse.GetValue(config)!, parse.GetValue(json)));
        return validate;
    }

    private static int Validate(string? folder, string config, bool json)
    {
        if (!PolicyCommand.TryLoad(folder, config, out var policy))
            return CommandLine.BadUsage;

        foreach (var warning in ListLines.Warnings(policy.Lists))
            Console.Error.WriteLine(warning);
        var mode = policy.Mode.ToString().ToLowerInvariant();
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                valid = true,
                revision = policy.Revision,
                mode,
                rules = policy.RuleNames,
                terms = policy.Terms.Select(term => term.Name),
                lists = policy.Lists.Select(list => new { name = list.Name, read = list.IsRead, entries = list.Count, trouble = list.Trouble }),
            }));
        else
            Console.WriteLine($"valid: {policy.RuleNames.Count} rules, {policy.Terms.Count} terms, mode {mode}, revision {policy.Revision[..12]}");
        return CommandLine.Done;
    }
}
