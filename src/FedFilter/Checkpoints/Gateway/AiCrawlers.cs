namespace FedFilter.Checkpoints.Gateway;

/// <summary>
/// Crawlers whose operators say that they collect training data. Only those that name themselves: a user agent is a courtesy, not an
/// identity. Kept short on purpose; assistants and search engines are not on it.
/// </summary>
internal static class AiCrawlers
{
    private static readonly string[] Names =
        ["GPTBot", "CCBot", "ClaudeBot", "anthropic-ai", "Meta-ExternalAgent", "Bytespider", "Amazonbot", "AI2Bot"];

    public static bool Include(string? userAgent) =>
        userAgent is not null && Names.Any(name => userAgent.Contains(name, StringComparison.OrdinalIgnoreCase));
}
