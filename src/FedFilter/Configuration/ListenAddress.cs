using System.Net;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads <c>listen</c>: an address and a port of this machine.</summary>
internal static class ListenAddress
{
    /// <summary>What <c>http://ADDRESS:PORT</c> means; null if it is no such text.</summary>
    public static IPEndPoint? Parse(string text, string scheme)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.PathAndQuery != "/" || url.Scheme != scheme || url.UserInfo.Length > 0)
            return null;
        if (url.Host == "localhost")
            return new IPEndPoint(IPAddress.Loopback, url.Port);
        return IPAddress.TryParse(url.Host, out var address) ? new IPEndPoint(address, url.Port) : null;
    }

    /// <summary>The plain http address under <c>listen</c>; null if there is none, or a wrong one, which is a problem then.</summary>
    public static IPEndPoint? Read(YamlFields fields, string example, ICollection<Problem> problems)
    {
        if (fields.Text("listen") is not { } text)
            return null;
        var listen = Parse(text, Uri.UriSchemeHttp);
        if (listen is null)
            problems.Add(new Problem(fields.PlaceOf("listen"), $"listen must be http://ADDRESS:PORT, such as {example}"));
        return listen;
    }
}
