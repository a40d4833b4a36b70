namespace FedFilter.Policy;

/// <summary>Reasons that no rule spells out.</summary>
internal static class Reasons
{
    /// <summary>No rule matched; what is not allowed is refused.</summary>
    public const string NoRuleMatched = "no-rule-matched";

    /// <summary>A refusing rule without a <c>because</c>.</summary>
    public const string RefusedByRule = "refused-by-rule";

    /// <summary>The outcome depends on a list that could never be read so far.</summary>
    public const string ListUnavailable = "list-unavailable";

    /// <summary>A holding rule without a <c>because</c>.</summary>
    public const string HeldByRule = "held-by-rule";
}
