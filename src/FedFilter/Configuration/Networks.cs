using System.Net;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads lists of address ranges.</summary>
internal static class Networks
{
    /// <summary>The ranges under a key, or null if the key is absent.</summary>
    public static IReadOnlyList<IPNetwork>? Read(YamlFields fields, string key, ICollection<Problem> problems)
    {
        if (!fields.Has(key))
            return null;
        var networks = new List<IPNetwork>();
        foreach (var text in fields.Texts(key))
            if (IPNetwork.TryParse(text.Text, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(text.Text, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                problems.Add(new Problem(text.Place, $"{key} takes address ranges such as 10.0.0.0/8 or fd00::/8"));
        return networks;
    }
}
