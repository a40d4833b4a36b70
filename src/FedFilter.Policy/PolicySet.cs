using FedFilter.Policy.Facts;

namespace FedFilter.Policy;

/// <summary>A compiled, immutable set of policy files. Safe to share between threads; a reload makes another one.</summary>
public sealed class PolicySet
{
    internal PolicySet(string revision) => Revision = revision;

    /// <summary>SHA-256 over the names and contents of its files, lower-case hex.</summary>
    public string Revision { get; }

    /// <summary>The one decision function: pure, no I/O, no clock.</summary>
    /// <param name="facts">What is known of the request, for one host.</param>
    /// <param name="standing">What that host stands for.</param>
    /// <param name="now">The time of the decision.</param>
    public Decision Decide(RequestFacts facts, Standing standing, DateTimeOffset now) =>
        throw new NotImplementedException($"{facts} {standing} {now} {Revision}");

    /// <summary>What the set's own <c>peers</c> entries say of a host at a time.</summary>
    public Standing StandingOf(string peer, DateTimeOffset now) => throw new NotImplementedException($"{peer} {now} {Revision}");
}
