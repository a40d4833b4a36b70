using System.Reflection;
using System.Text.RegularExpressions;
using FedFilter.Tests.World;

namespace FedFilter.Tests.Architecture;

/// <summary>The arrows between the rooms point one way. Read from the sources, so that nothing inlined hides.</summary>
public sealed partial class RoomTests
{
    // Who may see whom. Commands compose everything; what is not named here may see nothing but the two libraries.
    private static readonly Dictionary<string, string[]> MaySee = new()
    {
        ["Admin"] =
        [
            "Checkpoints", "Checkpoints.Gateway", "Audit", "Audit.Merkle", "Audit.Signing", "Configuration", "Declarations", "Identity", "OwnCommitments",
            "Peers",
        ],
        ["Checkpoints"] = ["Audit", "Configuration", "Contexts", "Declarations", "Notify", "Peers", "Replay"],
        ["Checkpoints.Egress"] = ["Checkpoints", "Configuration", "Identity", "Network"],
        ["Checkpoints.Gateway"] = ["Audit", "Checkpoints", "Configuration", "Identity", "Network", "Peers"],
        ["Checkpoints.Relay"] = ["Checkpoints", "Checkpoints.Relay.FanOut", "Configuration", "Identity", "Network", "Peers", "Storage"],
        ["Checkpoints.Relay.FanOut"] = ["Checkpoints", "Checkpoints.Relay", "Configuration", "Identity", "Network", "Storage"],
        ["Contexts"] = ["Network"],
        ["Peers"] = ["Network", "Storage"],
        ["Declarations"] = ["Declarations.Commitments", "Declarations.Sources", "Declarations.Texts", "Network", "Storage", "Json"],
        ["Declarations.Commitments"] = ["Network", "Storage", "Json"],
        ["OwnCommitments"] = ["Configuration", "Declarations.Commitments", "Declarations.Texts", "Identity", "Network"],
        ["Notify"] = ["Configuration", "Declarations", "Identity", "Network", "Storage"],
        ["Lists"] = ["Configuration", "Network"],
        ["Audit"] = ["Audit.Merkle", "Audit.Signing", "Network", "Storage", "Json"],
        ["Audit.Merkle"] = [],
        ["Audit.Signing"] = ["Audit.Merkle"],
        ["Replay"] = ["Configuration", "Storage"],
        ["Identity"] = ["Configuration"],
        ["Configuration"] = ["Network"],
        ["Network"] = [],
        ["Storage"] = [],
        ["Json"] = [],
    };

    [Fact]
    public void a_room_sees_only_what_it_may()
    {
        var source = Repository.Find("src", "FedFilter");
        var seen = from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                   let folder = Path.GetRelativePath(source, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')
                   where !folder.StartsWith("obj", StringComparison.Ordinal) && !folder.StartsWith("bin", StringComparison.Ordinal)
                   let room = MaySee.Keys.Where(room => folder == room || folder.StartsWith(room + ".", StringComparison.Ordinal)).MaxBy(room => room.Length)
                   where room is not null
                   from Match use in UsingOfOurs().Matches(File.ReadAllText(file))
                   let other = use.Groups[1].Value
                   where !other.StartsWith("Policy", StringComparison.Ordinal) && !other.StartsWith("Signatures", StringComparison.Ordinal) && other != room
                   where !MaySee[room].Contains(other)
                   select $"{Path.GetRelativePath(source, file)} uses {other}";

        Assert.Empty(seen);
    }

    [Fact]
    public void the_libraries_know_neither_each_other_nor_the_program()
    {
        var signatures = typeof(Signatures.SignatureFault).Assembly;
        var policy = typeof(Policy.PolicySet).Assembly;

        Assert.DoesNotContain(References(signatures), name => name.StartsWith("FedFilter", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(References(policy), name => name.StartsWith("FedFilter", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void only_storage_knows_which_database_it_is()
    {
        var source = Repository.Find("src", "FedFilter");

        var elsewhere = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Storage{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("Microsoft.Data.Sqlite", StringComparison.Ordinal));

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void there_is_one_decision_function_and_one_live_caller()
    {
        var decides = Ours().SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .Where(method => method.Name == "Decide" && method.ReturnType == typeof(Policy.Decision));

        Assert.Single(decides);
    }

    [Fact]
    public void there_is_no_interface_of_ours_and_no_room_without_an_idea()
    {
        Assert.DoesNotContain(Ours().SelectMany(assembly => assembly.GetTypes()), type => type.IsInterface);
        var names = Directory.EnumerateDirectories(Repository.Find("src"), "*", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.DoesNotContain(names, name => name is "Services" or "Helpers" or "Interfaces" or "Models" or "Utils" or "Common");
        Assert.DoesNotContain(Ours().SelectMany(assembly => assembly.GetTypes()), type => SaysNothing().IsMatch(type.Name));
    }

    private static Assembly[] Ours() => [typeof(Signatures.SignatureFault).Assembly, typeof(Policy.PolicySet).Assembly, typeof(FedFilterHost).Assembly];

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    [GeneratedRegex(@"^using FedFilter\.([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingOfOurs();

    [GeneratedRegex("(Helper|Manager|Utils?|Service)$")]
    private static partial Regex SaysNothing();
}
