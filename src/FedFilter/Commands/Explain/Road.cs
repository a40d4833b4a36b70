using FedFilter.Audit;
using FedFilter.Configuration;
using FedFilter.Peers;
using FedFilter.Policy;
using Spectre.Console;

namespace FedFilter.Commands.Explain;

/// <summary>The road to a decision, as of now.</summary>
/// <param name="Question">The request.</param>
/// <param name="Before">What is settled before any rule is asked; null where the rules decide.</param>
/// <param name="Explained">What the rules make of it.</param>
/// <param name="Policy">The set they are of.</param>
internal sealed record Road(ExplainQuestion Question, BeforeTheRules? Before, Explanation Explained, PolicySet Policy)
{
    public bool Passes => Before?.Passes ?? Explained.Decision.Outcome is Outcome.Allow or Outcome.Limit;

    public static Road Of(ExplainQuestion question, Settings settings, PolicySet policy)
    {
        var now = TimeProvider.System.GetUtcNow();
        var before = BeforeTheRules.Of(question.Facts, question.Target, question.Origin, settings);
        return new Road(question, before, policy.Explain(question.Facts, policy.StandingOf(question.Facts.Peer, now), now), policy);
    }

    public static async Task<Road> OfAsync(ExplainQuestion question, Settings settings, PolicySet policy, IServiceProvider services, CancellationToken cancellation)
    {
        var first = await services.GetRequiredService<PeersSeen>().FindAsync(question.Facts.Peer, cancellation);
        return Of(question with { Facts = question.Facts with { FirstSeen = first } }, settings, policy);
    }

    /// <summary>Whether an entry is about one request that rules were asked about.</summary>
    public static bool Leads(AuditEntry entry) => entry is { Policy: not null, Peer: not null, Request: not null, Direction: not null };

    public string Json() => ExplainJson.Of(Question, Before, Explained, Policy);

    public void Write(IAnsiConsole screen) => ExplainText.Write(screen, Question, Before, Explained, Policy);
}
