using System.CommandLine;
using FedFilter.Policy.Compilation;

namespace FedFilter.Commands;

/// <summary><c>policy schema</c>: a JSON Schema of policy files, for editors.</summary>
internal static class PolicySchemaCommand
{
    /// <summary>How <c>init</c> names it in the policy folder, where what begins with a dot is no policy.</summary>
    public const string FileName = ".schema.json";

    public static string Text() => PolicySchema.Create().ToJsonString(Words.Indented) + "\n";

    public static Command Create()
    {
        var schema = new Command("schema", "Print a JSON Schema of policy files, for editors.");
        schema.SetAction(_ => Console.Write(Text()));
        return schema;
    }
}
