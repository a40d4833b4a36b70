using FedFilter.Network;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads <c>notify</c>: the addresses of webhooks.</summary>
internal static class NotifySection
{
    public static IReadOnlyList<Uri> Read(YamlFields root, NetworkOptions network, ICollection<Problem> problems)
    {
        var webhooks = new List<Uri>();
        foreach (var text in root.Texts("notify"))
            if (!Uri.TryCreate(text.Text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url is not { UserInfo: "", Fragment: "" })
                problems.Add(new Problem(text.Place, "notify takes addresses of webhooks, such as https://hooks.example/fedfilter"));
            else if (url.HostNameType != UriHostNameType.Dns)
                problems.Add(new Problem(text.Place, "a webhook is on a host with a name; `network.resolve` leads a name to an address, and a private one needs its range in `network.allow-private`"));
            else if (!GuardedRequest.Allows(url, network))
                problems.Add(new Problem(text.Place, $"a webhook is reached by https; plain http needs {Quote.Of(url.IdnHost)} in `network.allow-http`, and a private address its range in `network.allow-private`"));
            else if (!webhooks.Contains(url))
                webhooks.Add(url);
        return webhooks;
    }
}
