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

    /// <summary>The outcome depends on what the peer declares, and it was not asked yet or does not answer.</summary>
    public const string StandingPending = "standing-pending";

    /// <summary>The outcome depends on an attestation whose text is another now.</summary>
    public const string ReviewDue = "review-due";

    /// <summary>The outcome depends on a commitment that is signed with another key than the known one.</summary>
    public const string KeyChanged = "key-changed";

    /// <summary>An admin's exception lets everything of the peer pass for a while.</summary>
    public const string Overridden = "overridden";

    /// <summary>The sender is another of our own servers, or the same one by its public name.</summary>
    public const string OwnHost = "own-host";

    /// <summary>A holding rule without a <c>because</c>.</summary>
    public const string HeldByRule = "held-by-rule";
}
