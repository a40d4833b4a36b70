using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>One condition of a rule. Immutable; asked for every request, so it must not allocate.</summary>
internal abstract class Matcher
{
    public abstract bool Holds(RequestFacts facts, Standing standing);
}
