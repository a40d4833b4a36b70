using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>Reads the <c>relay</c> section.</summary>
internal static class RelaySection
{
    /// <summary>Null where it is off: without the section, or without <c>host</c> in it.</summary>
    public static RelaySettings? Read(YamlFields? fields, GatewaySettings? gateway, ICollection<Problem> problems)
    {
        if (fields is null)
            return null;
        var scheme = fields.OneOf("scheme", ("https", true), ("http", false)) == false ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var host = fields.Has("host") ? OriginSection.Host(fields.RequiredText("host"), scheme, fields.PlaceOf("host"), problems) : null;
        if (gateway?.Origins.FirstOrDefault(origin => origin.Host == host || origin.Aliases.Contains(host)) is { } origin)
            problems.Add(new Problem(fields.PlaceOf("host"), $"{host} belongs to the origin {origin.Host}; a relay needs a host of its own, such as relay.example"));
        fields.NoOthers();
        return host is null ? null : new RelaySettings { Host = host, Scheme = scheme };
    }
}
