using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using Spectre.Console;

namespace FedFilter.Commands.Explain;

/// <summary>The road to a decision, as of now.</summary>
/// <param name="Question">The request.</param>
/// <param name="Before">What is settled before any rule is asked; null where the rules decide.</param>
/// <param name="Explained">What the rules make of it, for each host that it concerns, beginning with the one that signs.</param>
/// <param name="Policy">The set they are of.</param>
internal sealed record Road(ExplainQuestion Question, BeforeTheRules? Before, IReadOnlyList<Explanation> Explained, PolicySet Policy)
{
    public bool Passes => Before?.Passes ?? ExplainText.Worst(Explained).Decision.Outcome is Outcome.Allow or Outcome.Limit;

    public static Road Of(ExplainQuestion question, Settings settings, PolicySet policy) => Of(question, About(question), settings, policy);

    public static async Task<Road> OfAsync(ExplainQuestion question, Settings settings, PolicySet policy, IServiceProvider services, CancellationToken cancellation)
    {
        var about = new List<RequestFacts>();
        foreach (var facts in About(question))
            about.Add(facts with { FirstSeen = await services.GetRequiredService<PeersSeen>().FindAsync(facts.Peer, cancellation) });
        return Of(question, about, settings, policy);
    }

    /// <summary>Whether an entry is about one request that rules were asked about.</summary>
    public static bool Leads(AuditEntry entry) => entry is { Policy: not null, Peer: not null, Request: not null, Direction: not null };

    public string Json() => ExplainJson.Of(Question, Before, Explained, Policy);

    public void Write(IAnsiConsole screen) => ExplainText.Write(screen, Question, Before, Explained, Policy);

    private static Road Of(ExplainQuestion question, IEnumerable<RequestFacts> about, Settings settings, PolicySet policy)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Road(
            question,
            BeforeTheRules.Of(question, settings),
            [.. about.Select(facts => policy.Explain(facts, policy.StandingOf(facts.Peer, now), now))],
            policy);
    }

    private static IEnumerable<RequestFacts> About(ExplainQuestion question) =>
        question.Others.Prepend(question.Facts.Peer).Select(host => question.Facts with { Peer = host });
}
