using System.Globalization;
using System.Net;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads the <c>egress</c> section.</summary>
internal static class EgressSection
{
    private const string Example = "http://127.0.0.1:8118";

    /// <summary>Null where it is off: without the section, or without <c>listen</c> in it.</summary>
    public static EgressSettings? Read(YamlFields? fields, GatewaySettings? gateway, ICollection<Problem> problems)
    {
        if (fields is null)
            return null;
        var listen = ListenAddress.Read(fields, Example, problems);
        var settings = new EgressSettings
        {
            Listen = listen ?? new IPEndPoint(IPAddress.Loopback, 0),
            Clients = Clients(fields, problems),
            Ports = Ports(fields, problems),
            Always = Always(fields, problems),
            Strict = fields.OneOf("plain", ("lenient", false), ("strict", true)) ?? false,
            Intercept = fields.Flag("intercept") ?? false,
        };
        if (listen is { Port: > 0 } && listen.Equals(gateway?.Listen))
            problems.Add(new Problem(fields.PlaceOf("listen"), $"egress and gateway cannot both listen on {listen}; give egress another port, such as {Example}"));
        fields.NoOthers();
        return listen is null ? null : settings;
    }

    private static IReadOnlyList<IPNetwork> Clients(YamlFields fields, ICollection<Problem> problems)
    {
        var clients = Networks.Read(fields, "clients", problems) ?? [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];
        if (clients.Any(network => network.PrefixLength == 0))
            problems.Add(new Problem(fields.PlaceOf("clients"), "clients names everyone: that would be an open proxy; name the addresses of your own server, such as 10.0.0.5"));
        return clients;
    }

    private static HashSet<int> Ports(YamlFields fields, ICollection<Problem> problems)
    {
        if (!fields.Has("ports"))
            return [443];
        var ports = new HashSet<int>();
        foreach (var text in fields.Texts("ports"))
            if (int.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
                ports.Add(port);
            else
                problems.Add(new Problem(text.Place, "ports takes numbers from 1 to 65535, such as 443"));
        return ports;
    }

    private static HostPatterns Always(YamlFields fields, ICollection<Problem> problems)
    {
        var always = new HostPatterns();
        foreach (var text in fields.Texts("always"))
            if (!always.TryAdd(text.Text))
                problems.Add(new Problem(text.Place, "always takes hosts, such as objects.example, or *.push.example for what lies below one"));
        return always;
    }
}
