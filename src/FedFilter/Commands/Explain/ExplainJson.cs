using System.Text.Json;
using FedFilter.Commands.KnownPeers;
using FedFilter.Policy;
using FedFilter.Policy.Yaml;

namespace FedFilter.Commands.Explain;

/// <summary>An explanation for other programs.</summary>
internal static class ExplainJson
{
    public static string Of(ExplainQuestion question, BeforeTheRules? before, IReadOnlyList<ExplainedHost> explained, PolicySet policy)
    {
        var (facts, decision, standing) = (question.Facts, explained[0].Decision, explained[0].Known.Standing);
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
                evidence = Evidence(explained[0].Known),
                sources = SourceRow.Json(explained[0].Known),
                allow = PeerJson.Override(explained[0].Known),
                lists = PeerText.ListsJson(policy, facts.Peer),
                beforeTheRules = before is null ? null : new { passes = before.Passes, because = before.Code, open = before.Open },
                rules = before is null ? Rules(explained[0]) : [],
                shadows = before is null ? Shadows(decision) : [],
                decision = before is null ? Decision(decision) : Decision(before, policy),
                others = before is null ? explained.Skip(1).Select(other => Other(other, policy)) : [],
                worst = before is null ? ExplainText.Worst(explained).Known.Host : facts.Peer,
            },
            Words.Indented);
    }

    /// <summary>What is decided about another host that the request concerns.</summary>
    private static object Other(ExplainedHost explained, PolicySet policy) => new
    {
        peer = explained.Known.Host,
        standing = PeerText.StandingJson(explained.Known.Standing),
        evidence = Evidence(explained.Known),
        sources = SourceRow.Json(explained.Known),
        allow = PeerJson.Override(explained.Known),
        lists = PeerText.ListsJson(policy, explained.Known.Host),
        rules = Rules(explained),
        shadows = Shadows(explained.Decision),
        decision = Decision(explained.Decision),
    };

    private static IEnumerable<object> Evidence(KnownPeer known) => (known.Entry?.Attested ?? []).Concat(known.Gathered.Pieces).Select(piece => new
    {
        term = piece.Term,
        level = Words.Of(piece.Level),
        by = piece.By,
        reviewed = PeerText.FirstDay(piece),
        expires = PeerText.LastDay(piece),
        source = piece.Source,
        sha256 = piece.Sha256,
        says = new { use = piece.Says.Use, party = Words.Of(piece.Says.Party), scope = Words.Of(piece.Says.Scope), value = piece.Says.Value },
        state = Words.Of(piece.State),
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

    private static IEnumerable<object> Rules(ExplainedHost explained) => explained.IsOverridden ? [] : explained.Explanation.Rules.Select(Rule);

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
