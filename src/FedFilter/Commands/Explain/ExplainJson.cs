using System.Text.Json;
using FedFilter.Commands.KnownPeers;
using FedFilter.Policy;
using FedFilter.Policy.Yaml;

namespace FedFilter.Commands.Explain;

/// <summary>An explanation for other programs.</summary>
internal static class ExplainJson
{
    public static string Of(ExplainQuestion question, BeforeTheRules? before, Explanation explained, KnownPeer known)
    {
        var policy = known.Policy;
        var (facts, decision) = (explained.Facts, explained.Decision);
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
                standing = PeerText.StandingJson(explained.Standing),
                evidence = (known.Entry?.Attested ?? []).Concat(known.Gathered.Pieces).Select(piece => new
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
                }),
                sources = SourceRow.Json(known),
                allow = PeerJson.Override(known),
                lists = PeerText.ListsJson(policy, facts.Peer),
                beforeTheRules = before is null ? null : new { passes = before.Passes, because = before.Code, open = before.Open },
                rules = before is null && decision.Reason != Reasons.Overridden ? explained.Rules.Select(Rule) : [],
                shadows = before is null ? decision.Shadows.Select(shadow => new { rule = shadow.Rule, then = Words.Of(shadow.Outcome), because = shadow.Reason }) : [],
                decision = before is null
                    ? new { then = Words.Of(decision.Outcome), rule = decision.Rule, because = decision.Reason, missing = decision.Missing, enforced = decision.Enforced }
                    : new { then = before.Passes ? "allow" : "refuse", rule = (string?)null, because = before.Code, missing = (IReadOnlyList<string>)[], enforced = ExplainText.IsEnforced(before, policy) },
            },
            Words.Indented);
    }

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
