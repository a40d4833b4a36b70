using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary>One condition of a rule. Immutable; asked for every request, so it must not allocate.</summary>
internal abstract class Matcher
{
    /// <summary>What it looks at beside the facts that every request has.</summary>
    public virtual FactKinds Needs => FactKinds.None;

    /// <summary>Whether it, or one inside it, looks at what the peer stands for.</summary>
    public virtual bool LooksAtStanding => Inside.Any(matcher => matcher.LooksAtStanding);

    /// <summary>The patterns of paths of the origin that it, or one inside it, asks for.</summary>
    public virtual IEnumerable<PathGlob> Paths => Inside.SelectMany(matcher => matcher.Paths);

    /// <summary>Whether it, or one inside it, asks for a host by its name or a parent's.</summary>
    public virtual bool Names(string host) => Inside.Any(matcher => matcher.Names(host));

    /// <summary>Whether it certainly holds.</summary>
    public abstract bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now);

    /// <summary>Whether it holds or might, if the lists that could not be read yet were known, and what the peer declares.</summary>
    public virtual bool MayHold(RequestFacts facts, Standing standing, DateTimeOffset now) => Holds(facts, standing, now);

    /// <summary>What it asks for, as it stands in a rule.</summary>
    public abstract string Asks { get; }

    /// <summary>The matchers that stand inside it.</summary>
    public virtual IReadOnlyList<Matcher> Inside => [];

    /// <summary>With what that is compared; a sender's words are quoted.</summary>
    public abstract string Found(RequestFacts facts, Standing standing, DateTimeOffset now);

    /// <summary>The same calls as for a decision, written down. Not for the hot path.</summary>
    public MatcherTrace Explain(RequestFacts facts, Standing standing, DateTimeOffset now) => new(
        Asks, Found(facts, standing, now), Holds(facts, standing, now), MayHold(facts, standing, now),
        [.. Inside.Select(inner => inner.Explain(facts, standing, now))]);
}
