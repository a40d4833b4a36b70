using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>One condition of a rule. Immutable; asked for every request, so it must not allocate.</summary>
internal abstract class Matcher
{
    /// <summary>What it looks at beside the facts that every request has.</summary>
    public virtual FactKinds Needs => FactKinds.None;

    /// <summary>Whether it certainly holds.</summary>
    public abstract bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now);

    /// <summary>Whether it holds or might, if the lists were known that could not be read yet.</summary>
    public virtual bool MayHold(RequestFacts facts, Standing standing, DateTimeOffset now) => Holds(facts, standing, now);
}
