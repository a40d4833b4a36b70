namespace FedFilter.Policy;

/// <summary>Reasons that no rule spells out.</summary>
public static class Reasons
{
    /// <summary>A peer does more often what a rule limits than that lets pass.</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>No rule matched; what is not allowed is refused.</summary>
    public const string NoRuleMatched = "no-rule-matched";

    /// <summary>A refusing rule without a <c>because</c>.</summary>
    public const string RefusedByRule = "refused-by-rule";

    /// <summary>The outcome depends on a list that could never be read so far.</summary>
    public const string ListUnavailable = "list-unavailable";

    /// <summary>A holding rule without a <c>because</c>.</summary>
    public const string HeldByRule = "held-by-rule";
}
