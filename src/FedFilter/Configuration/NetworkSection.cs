using System.Net;
using FedFilter.Network;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads the <c>network</c> section.</summary>
internal static class NetworkSection
{
    public static NetworkOptions Read(YamlFields? fields, string folder, ICollection<Problem> problems)
    {
        if (fields is null)
            return new NetworkOptions();

        var options = new NetworkOptions
        {
            AllowPrivate = Networks.Read(fields, "allow-private", problems) ?? [],
            AllowHttp = Hosts(fields.Texts("allow-http"), problems).ToHashSet(StringComparer.Ordinal),
            Resolve = Resolve(fields.Map("resolve"), problems),
            CaFiles = [.. fields.Texts("ca-files").Select(file => Path.GetFullPath(file.Text, folder))],
        };
        foreach (var (file, place) in options.CaFiles.Zip(fields.Texts("ca-files").Select(file => file.Place)))
            if (!File.Exists(file))
                problems.Add(new Problem(place, $"there is no file {Quote.Of(file)}"));
        fields.NoOthers();
        return options;
    }

    private static List<string> Hosts(IEnumerable<YamlScalar> named, ICollection<Problem> problems)
    {
        var hosts = new List<string>();
        foreach (var text in named)
            if (PeerName.TryParse(text.Text, out var host) && !host.Contains(':', StringComparison.Ordinal))
                hosts.Add(host);
            else
                problems.Add(new Problem(text.Place, $"`{Quote.Of(text.Text)}`: give a host name without a port"));
        return hosts;
    }

    private static Dictionary<string, FixedAddress> Resolve(YamlFields? fields, ICollection<Problem> problems)
    {
        var known = new Dictionary<string, FixedAddress>(StringComparer.Ordinal);
        foreach (var name in fields?.Keys ?? [])
        {
            var text = fields!.Text(name) ?? "";
            if (!PeerName.TryParse(name, out var host) || host.Contains(':', StringComparison.Ordinal))
                problems.Add(new Problem(fields.PlaceOfKey(name), $"`{Quote.Of(name)}`: give a host name without a port"));
            else if (IPAddress.TryParse(text, out var address))
                known[host] = new FixedAddress(address, null);
            else if (IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0)
                known[host] = new FixedAddress(endpoint.Address, endpoint.Port);
            else
                problems.Add(new Problem(fields.PlaceOf(name), $"`{Quote.Of(text)}` is no address; give one such as 127.0.0.1 or 127.0.0.1:8080"));
        }

        return known;
    }
}
