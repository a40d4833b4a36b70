using System.Collections.Immutable;
using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>checkpoint</c>: where the decision will be enforced.</summary>
internal sealed class CheckpointMatcher(IEnumerable<Checkpoint> checkpoints) : Matcher
{
    private readonly ImmutableArray<Checkpoint> _checkpoints = [.. checkpoints];

    public override string Asks => Spelling.Of("checkpoint", _checkpoints.Select(Spelling.Word));

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => _checkpoints.Contains(facts.Checkpoint);

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => Spelling.Word(facts.Checkpoint);
}
