using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Admin;

/// <summary>Terms in words, for the admin of another server.</summary>
internal static class TermWords
{
    public static string Of(Commitment asked)
    {
        var (what, use) = (asked.Scope == Scope.Received ? "Content that your server received from other servers" : "What is posted on your server", UseOf(asked.Use));
        return (asked.Party, asked.Value) switch
        {
            (Party.Operator, Commitment.No) => $"{what} is not used for {use}, neither by you nor by others whom you let.",
            (Party.Operator, Commitment.Conditional) => $"{what} is used for {use} under conditions only, by you and by others whom you let.",
            (Party.Operator, _) => $"{what} may be used for {use}, by you and by others whom you let.",
            (_, Commitment.No) => $"You forbid others to use for {use}: {char.ToLowerInvariant(what[0])}{what[1..]}.",
            (_, Commitment.Conditional) => $"You let others use for {use} under conditions only: {char.ToLowerInvariant(what[0])}{what[1..]}.",
            _ => $"You let others use for {use}: {char.ToLowerInvariant(what[0])}{what[1..]}.",
        };
    }

    public static string Of(EvidenceLevel proof) => proof switch
    {
        EvidenceLevel.Signal => "a machine-readable signal that states it is enough",
        EvidenceLevel.Published => "it is enough to publish it: the file below, unsigned",
        EvidenceLevel.Attested => "an admin here has read and confirmed it, or the file below is signed",
        _ => "the file below has to be signed",
    };

    private static string UseOf(string use) => use switch
    {
        "train-ai" => "training AI",
        var other => $"“{other}”",
    };
}
