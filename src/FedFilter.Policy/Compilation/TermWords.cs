using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>How statements and levels are spelt.</summary>
internal static class TermWords
{
    public static readonly (string, EvidenceLevel)[] Levels =
        [("signal", EvidenceLevel.Signal), ("published", EvidenceLevel.Published), ("attested", EvidenceLevel.Attested), ("signed", EvidenceLevel.Signed)];

    public static readonly (string, Party)[] Parties = [("operator", Party.Operator), ("third-party", Party.ThirdParty)];

    public static readonly (string, Scope)[] Scopes = [("received", Scope.Received), ("local", Scope.Local)];

    public static readonly string[] Values = [Commitment.No, Commitment.Conditional, Commitment.Allowed];

    /// <summary>The <c>value</c> of a statement.</summary>
    public static string? Value(YamlFields fields) => fields.OneOf("value", [.. Values.Select((word, index) => (word, index))]) is { } index ? Values[index] : null;
}
