namespace FedFilter.Notify;

/// <summary>A webhook as logs and people may see it: its path is often the secret that lets one write there.</summary>
internal static class WebhookName
{
    public static string Of(Uri webhook) => webhook.GetLeftPart(UriPartial.Authority) + (webhook.PathAndQuery == "/" ? "" : "/…");
}
