using System.Globalization;
using FedFilter.Checkpoints;
using FedFilter.Commands.KnownPeers;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;
using Spectre.Console;

namespace FedFilter.Commands.Explain;

/// <summary>An explanation for people, in the order of the road.</summary>
internal static class ExplainText
{
    public static void Write(
        IAnsiConsole screen, ExplainQuestion question, BeforeTheRules? before, IReadOnlyList<ExplainedHost> explained, PolicySet policy)
    {
        var facts = question.Facts;
        screen.MarkupLineInterpolated(
            $"[bold]{facts.Peer}[/]: {Request(facts)}, {Words.Of(facts.Direction)}, {Words.Of(facts.Checkpoint)}");
        if (facts.Kind == RequestKind.Fetch && RequestPath.Of(question.Target) is var path && path.Raw != path.Canonical)
            screen.WriteLine($"The path was given as {Quote.Of(path.Raw)}; rules are asked about its canonical form.");
        WriteRecord(screen, question, policy);
        WriteKnown(screen, explained[0].Known);

        if (before is not null)
        {
            screen.MarkupLineInterpolated($"No rule is asked: {before.Because}.");
            screen.MarkupLine(before.Passes ? "decision: [green]allow[/]" : $"decision: [red]refuse[/], {before.Code}");
            if (!before.Passes && !IsEnforced(before, policy))
                screen.WriteLine("The policy observes: this is recorded, and nothing is refused.");
            return;
        }

        var atOpenList = facts is { Kind: RequestKind.Fetch, Checkpoint: Checkpoint.Gateway };
        WriteRules(screen, explained[0], atOpenList ? "The path is not on the open list; the rules" : "The rules", policy);
        foreach (var other in explained.Skip(1))
        {
            screen.MarkupLineInterpolated($"\nIt concerns [bold]{other.Known.Host}[/] too:");
            WriteKnown(screen, other.Known);
            WriteRules(screen, other, "The rules", policy);
        }

        if (explained.Count > 1 && Worst(explained) is var worst)
            screen.MarkupLine(
                $"\nThe worst outcome counts: {Words.Coloured(worst.Decision.Outcome)}, for {Markup.Escape(worst.Known.Host)}.");
        if (policy.Mode == PolicyMode.Observe)
            screen.WriteLine("The policy observes: decisions are recorded, and nothing is refused.");
    }

    /// <summary>The one that counts, of the decisions about all hosts that a request concerns.</summary>
    public static ExplainedHost Worst(IEnumerable<ExplainedHost> explained) => explained.MaxBy(one => one.Decision.Outcome)!;

    public static bool IsEnforced(BeforeTheRules before, PolicySet policy) => !before.PassesWhileObserving || policy.Mode == PolicyMode.Enforce;

    private static string Request(RequestFacts facts) => facts.Kind == RequestKind.Fetch
        ? $"fetch of {Quote.Of(facts.Path)}"
        : $"delivery of {(facts.ActivityTypes.Count == 0 ? "a type that is not known" : string.Join(", ", facts.ActivityTypes.Select(Quote.Of)))}";

    private static void WriteRecord(IAnsiConsole screen, ExplainQuestion question, PolicySet policy)
    {
        if (question.Record is not { Entry: var entry })
            return;
        var time = entry.Time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
        screen.MarkupLineInterpolated(
            $"The log says: {entry.Id}, {time}, {entry.Kind}, {entry.Code}, rule: {entry.Rule ?? "none matched"}");
        screen.MarkupLineInterpolated(entry.Policy == policy.Revision
            ? (FormattableString)$"It was made under the policy in force, {Short(policy.Revision)}. What follows is as of now."
            : $"It was made under another policy, {Short(entry.Policy!)}. What follows is as of now, under the one in force, {Short(policy.Revision)}.");
        screen.WriteLine(question.Record.Details is null
            ? "Its details are erased: path, activity type and actor are not known any more."
            : "What an activity carried is not kept, so rules on content find nothing here.");
    }

    private static void WriteKnown(IAnsiConsole screen, KnownPeer known)
    {
        screen.Write(PeerText.Standing(known.Standing));
        WriteEvidence(screen, known);
        PeerText.WriteOverride(screen, known);
        PeerText.WriteLists(screen, known.Policy, known.Host);
    }

    private static void WriteRules(IAnsiConsole screen, ExplainedHost explained, string who, PolicySet policy)
    {
        screen.WriteLine(explained.IsOverridden ? "No rule is asked while an exception lets everything of this server pass." : $"{who} decide, in order:");
        foreach (var rule in explained.IsOverridden ? [] : explained.Explanation.Rules)
            WriteRule(screen, rule);
        WriteDecision(screen, explained.Decision, policy);
    }

    private static void WriteEvidence(IAnsiConsole screen, KnownPeer known)
    {
        foreach (var piece in known.Entry?.Attested ?? [])
            screen.MarkupLineInterpolated(
                $" evidence for {piece.Term}: {Words.Of(piece.Level)} by {piece.By}{Day(", reviewed ", PeerText.FirstDay(piece))}{Day(", expires ", PeerText.LastDay(piece))}{(piece.Source is null ? "" : $", read at {piece.Source}")}");
        foreach (var row in SourceRow.OfRecord(known))
            screen.MarkupLineInterpolated($" its {row.Source}: {row.Value}{(row.Level is null ? "" : $", {row.Level}")}{(row.Says.Length == 0 ? "" : $" ({row.Says})")}");
    }

    private static void WriteRule(IAnsiConsole screen, RuleTrace rule)
    {
        var what = rule switch
        {
            { Matched: true, Shadow: true } => "matches, in shadow: it is noted, and the next rules decide",
            { Matched: true } => "matches",
            { MayMatch: true } => "does not match, but might if every list could be read, and all that the peer stands for were settled",
            _ => "does not match",
        };
        screen.MarkupLineInterpolated($" {(rule.Matched ? "->" : "  ")} [bold]{rule.Name}[/] ({Words.Of(rule.Then)}) {what}");
        if (rule.Matchers.Count == 0)
            screen.WriteLine("        it asks for nothing");
        foreach (var matcher in rule.Matchers)
            WriteMatcher(screen, matcher, "        ");
    }

    private static void WriteMatcher(IAnsiConsole screen, MatcherTrace matcher, string indent)
    {
        var holds = matcher.Holds ? "yes  " : matcher.MayHold ? "maybe" : "no   ";
        screen.MarkupLineInterpolated($"{indent}{holds} {matcher.Asks} (found: {matcher.Found})");
        foreach (var inner in matcher.Inside)
            WriteMatcher(screen, inner, indent + "    ");
    }

    private static void WriteDecision(IAnsiConsole screen, Decision decision, PolicySet policy)
    {
        foreach (var shadow in decision.Shadows)
            screen.MarkupLineInterpolated($"in shadow: {Words.Of(shadow.Outcome)}, {Words.Reason(shadow)}, rule: {shadow.Rule}");
        screen.Markup($"decision: {Words.Coloured(decision.Outcome)}");
        var reason = Words.Reason(decision);
        screen.MarkupLineInterpolated(
            $"{(reason.Length == 0 ? "" : $", {reason}")}, rule: {decision.Rule ?? (decision.Reason == Reasons.Overridden ? "none asked" : "none matched")}, policy {Short(policy.Revision)}");
        if (decision.Outcome == Outcome.Hold && Held(decision.Reason) is { } held)
            screen.WriteLine(held);
    }

    private static string? Held(string? reason) => reason switch
    {
        Reasons.StandingPending => "It is held because what this server declares is not known yet: `fedfilter peers refresh` asks it now.",
        Reasons.ReviewDue => "It is held because the text behind an attestation is another now: `fedfilter peers show` shows the difference, `fedfilter peers attest` confirms it.",
        Reasons.KeyChanged => "It is held because its commitment is signed with another key than the known one: ask its admin, then pin the key (`key:` in its entry).",
        Reasons.ListUnavailable => "It is held because a list could never be read so far: `fedfilter doctor` says more.",
        _ => null,
    };

    private static string Short(string revision) => revision[..Math.Min(12, revision.Length)];

    private static string Day(string before, string? day) => day is null ? "" : before + day;
}
