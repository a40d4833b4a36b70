namespace FedFilter.Configuration;

/// <summary>The <c>relay</c> section: a relay on a host of its own, served on the gateway's listener.</summary>
internal sealed record RelaySettings
{
    /// <summary>Its public authority, in canonical form.</summary>
    public required string Host { get; init; }

    /// <summary>How the public reaches it: <c>https</c>, or <c>http</c> for tests.</summary>
    public required string Scheme { get; init; }

    /// <summary>The public address of one of its paths.</summary>
    public Uri Url(string path) => new($"{Scheme}://{Host}{path}");
}
