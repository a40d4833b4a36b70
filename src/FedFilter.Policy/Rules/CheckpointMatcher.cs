using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>checkpoint</c>: where the decision will be enforced.</summary>
internal sealed class CheckpointMatcher(IEnumerable<Checkpoint> checkpoints) : Matcher
{
    private readonly ImmutableArray<Checkpoint> _checkpoints = [.. checkpoints];

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => _checkpoints.Contains(facts.Checkpoint);
}
