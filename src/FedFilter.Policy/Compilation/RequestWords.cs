using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Compilation;

/// <summary>How the facts of a request are spelt, in rules and in tests.</summary>
internal static class RequestWords
{
    public static readonly (string, Direction)[] Directions = [("inbound", Direction.Inbound), ("outbound", Direction.Outbound)];

    public static readonly (string, Checkpoint)[] Checkpoints =
        [("gateway", Checkpoint.Gateway), ("egress", Checkpoint.Egress), ("relay", Checkpoint.Relay), ("forward-auth", Checkpoint.ForwardAuth)];

    /// <summary>Whether there is a signature.</summary>
    public static readonly (string, bool)[] Signatures = [("valid", true), ("none", false)];
}
