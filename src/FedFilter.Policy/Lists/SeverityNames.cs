namespace FedFilter.Policy.Lists;

/// <summary>The words for severities that the software in use writes.</summary>
internal static class SeverityNames
{
    // "limit" is what Mastodon's pages call it; Pleroma rejects, Lemmy and Misskey block.
    public static ListSeverity? Parse(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        null or "" or "suspend" or "suspended" or "block" or "blocked" or "reject" or "rejected" or "defederate" or "defederated" or "ban" or "banned" => ListSeverity.Suspend,
        "silence" or "silenced" or "limit" or "limited" or "mute" or "muted" => ListSeverity.Silence,
        "noop" or "none" => ListSeverity.Noop,
        _ => null,
    };
}
