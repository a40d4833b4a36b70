using System.Text.Json;
using FedFilter.Policy;
using FedFilter.Policy.Yaml;

namespace FedFilter.Commands.Explain;

/// <summary>An explanation for other programs.</summary>
internal static class ExplainJson
{
    public static string Of(ExplainQuestion question, BeforeTheRules? before, IReadOnlyList<Explanation> explained, PolicySet policy)
    {
        var (facts, decision, standing) = (question.Facts, explained[0].Decision, explained[0].Standing);
        return JsonSerializer.Serialize(
            new
            {
                peer = facts.Peer,
                request = new
                {
                    kind = Words.Of(facts.Kind),
                    direction = Words.Of(facts.Direction),
                    checkpoint = Words.Of(facts.Checkpoint),
                    path = Quote.Of(facts.Path),
                    types = facts.ActivityTypes.Select(Quote.Of),
                },
                of = question.Record is not { Entry: var entry } ? null : new
                {
                    decision = entry.Id,
                    time = entry.Time,
                    kind = entry.Kind,
                    code = entry.Code,
                    rule = entry.Rule,
                    policy = entry.Policy,
                    inForce = entry.Policy == policy.Revision,
                    detailsErased = question.Record.Details is null,
                },
                policy = policy.Revision,
                mode = Words.Of(policy.Mode),
                standing = PeerText.StandingJson(standing),
                evidence = Evidence(policy, facts.Peer),
                lists = PeerText.ListsJson(policy, facts.Peer),
                beforeTheRules = before is null ? null : new { passes = before.Passes, because = before.Code, open = before.Open },
                rules = before is null ? explained[0].Rules.Select(Rule) : [],
                shadows = before is null ? Shadows(decision) : [],
                decision = before is null ? Decision(decision) : Decision(before, policy),
                others = before is null ? explained.Skip(1).Select(other => Other(other, policy)) : [],
                worst = before is null ? ExplainText.Worst(explained).Facts.Peer : facts.Peer,
            },
            Words.Indented);
    }

    /// <summary>What is decided about another host that the request concerns.</summary>
    private static object Other(Explanation explained, PolicySet policy) => new
    {
        peer = explained.Facts.Peer,
        standing = PeerText.StandingJson(explained.Standing),
        evidence = Evidence(policy, explained.Facts.Peer),
        lists = PeerText.ListsJson(policy, explained.Facts.Peer),
        rules = explained.Rules.Select(Rule),
        shadows = Shadows(explained.Decision),
        decision = Decision(explained.Decision),
    };

    private static IEnumerable<object> Evidence(PolicySet policy, string peer) => PeerText.Attested(policy, peer).Select(piece => new
    {
        term = piece.Term,
        level = Words.Of(piece.Level),
        by = piece.By,
        reviewed = PeerText.FirstDay(piece),
        expires = PeerText.LastDay(piece),
        source = piece.Source,
        sha256 = piece.Sha256,
    });

    private static IEnumerable<object> Shadows(Decision decision) =>
        decision.Shadows.Select(shadow => new { rule = shadow.Rule, then = Words.Of(shadow.Outcome), because = shadow.Reason });

    private static object Decision(Decision decision) => new
    {
        then = Words.Of(decision.Outcome),
        rule = decision.Rule,
        because = decision.Reason,
        missing = decision.Missing,
        enforced = decision.Enforced,
    };

    private static object Decision(BeforeTheRules before, PolicySet policy) => new
    {
        then = before.Passes ? "allow" : "refuse",
        rule = (string?)null,
        because = before.Code,
        missing = (string[])[],
        enforced = ExplainText.IsEnforced(before, policy),
    };

    private static object Rule(RuleTrace rule) => new
    {
        name = rule.Name,
        then = Words.Of(rule.Then),
        shadow = rule.Shadow,
        matched = rule.Matched,
        mayMatch = rule.MayMatch,
        matchers = rule.Matchers.Select(Matcher),
    };

    private static object Matcher(MatcherTrace matcher) => new
    {
        asks = matcher.Asks,
        found = matcher.Found,
        holds = matcher.Holds,
        mayHold = matcher.MayHold,
        inside = matcher.Inside.Select(Matcher),
    };
}
