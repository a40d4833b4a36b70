using FedFilter.Policy;

namespace FedFilter.Declarations.Commitments;

/// <summary>The words of version 1.</summary>
internal static class CommitmentWords
{
    public static readonly IReadOnlyList<string> Parties = ["operator", "third-party"];
    public static readonly IReadOnlyList<string> Scopes = ["local", "received"];
    public static readonly IReadOnlyList<string> Values = ["no", "conditional", "allowed"];

    public static bool TryParty(string word, out Party party)
    {
        party = word == "operator" ? Party.Operator : Party.ThirdParty;
        return Parties.Contains(word);
    }

    public static bool TryScope(string word, out Scope scope)
    {
        scope = word == "local" ? Scope.Local : Scope.Received;
        return Scopes.Contains(word);
    }

    public static bool IsValue(string word) => Values.Contains(word);
}
