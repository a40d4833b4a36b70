using FedFilter.Audit;
using FedFilter.Commands.KnownPeers;
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
internal sealed record Road(ExplainQuestion Question, BeforeTheRules? Before, IReadOnlyList<ExplainedHost> Explained, PolicySet Policy)
{
    public bool Passes => Before?.Passes ?? ExplainText.Worst(Explained).Decision.Outcome is Outcome.Allow or Outcome.Limit;

    /// <summary>Where there is no store: by what the policy files say alone.</summary>
    public static Road Of(ExplainQuestion question, Settings settings, PolicySet policy)
    {
        var now = TimeProvider.System.GetUtcNow();
        return Of(question, About(question).Select(facts => (facts, new KnownPeer(facts.Peer, policy, null, now))), settings, policy);
    }

    public static async Task<Road> OfAsync(ExplainQuestion question, Settings settings, PolicySet policy, IServiceProvider services, CancellationToken cancellation)
    {
        var about = new List<(RequestFacts, KnownPeer)>();
        foreach (var facts in About(question))
        {
            var first = await services.GetRequiredService<PeersSeen>().FindAsync(facts.Peer, cancellation);
            var peer = await KnownPeer.FindAsync(services, policy, facts.Peer, cancellation);
            about.Add((facts with { FirstSeen = first, Software = peer.Record?.Software }, peer));
        }

        return Of(question, about, settings, policy);
    }

    /// <summary>Whether an entry is about one request that rules were asked about.</summary>
    public static bool Leads(AuditEntry entry) => entry is { Policy: not null, Peer: not null, Request: not null, Direction: not null };

    public string Json() => ExplainJson.Of(Question, Before, Explained, Policy);

    public void Write(IAnsiConsole screen) => ExplainText.Write(screen, Question, Before, Explained, Policy);

    private static Road Of(ExplainQuestion question, IEnumerable<(RequestFacts Facts, KnownPeer Known)> about, Settings settings, PolicySet policy) => new(
        question,
        BeforeTheRules.Of(question, settings, policy),
        [.. about.Select(one => new ExplainedHost(one.Known, policy.Explain(one.Facts, one.Known.Standing, one.Known.Now)))],
        policy);

    private static IEnumerable<RequestFacts> About(ExplainQuestion question) =>
        question.Others.Select(host => question.Facts with { Peer = host, HandleDomain = null }).Prepend(question.Facts);
}
